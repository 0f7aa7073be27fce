/** The chat box: what was said, what was answered, and a few examples for those who have said nothing yet. */
import { call, converse } from './api.js';
import { el, find } from './dom.js';
import { put } from './tasks.js';

const PLACE = 'duecourse.conversation';
const examples = [
  'pay rent every 1st !!! #home',
  'standup every weekday at 9:15 #team',
  'call mum tomorrow at 6pm',
  'what is due today?',
];

const bubble = (who, text, more = {}) => {
  const node = el(
    'li',
    { class: who, ...more },
    el('span', { class: 'hidden' }, who === 'mine' ? 'You: ' : 'Duecourse: '),
    text,
  );
  find('said').append(node);
  find('said').scrollTop = find('said').scrollHeight;
  return node;
};

/** What one turn shows before its answer: a line for each thing done, and the words as they come. */
const draftOf = (waiting) => {
  const deeds = el('ul', { class: 'deeds' });
  const words = el('span', {}, '…');
  waiting.replaceChildren(deeds, words);
  const lines = new Map();
  const texts = new Map();
  const show = (mark, tool, named) => `${mark} ${tool.replaceAll('_', ' ')}${named === undefined ? '' : ` “${named}”`}`;
  const hear = {
    token: ({ step, at, text }) => {
      texts.set(step, (texts.get(step) ?? '').slice(0, at) + text);
      words.textContent = texts.get(Math.max(...texts.keys())) || '…';
    },
    tool_call: ({ step, call, tool, arguments: args }) => {
      const line = el('li', {}, show('…', tool, args.title));
      lines.set(`${step} ${call}`, line);
      deeds.append(line);
    },
    tool_result: ({ step, call, tool, ok, result }) => {
      const line = lines.get(`${step} ${call}`);
      if (line !== undefined) {
        line.textContent = show(ok ? '✓' : '✗', tool, result?.title);
        if (!ok) line.className = 'wrong';
      }
      if (ok && result?.version !== undefined && result.status !== undefined && 'deleted_at' in result) put(result);
    },
  };
  return (event, data) => {
    hear[event]?.(data);
    find('said').scrollTop = find('said').scrollHeight;
  };
};

const say = async (text) => {
  find('tries').hidden = true;
  bubble('mine', text);
  const waiting = bubble('theirs', '…', { 'aria-hidden': 'true' });
  const hear = draftOf(waiting);
  try {
    const conversation = sessionStorage.getItem(PLACE);
    const body = { message: text, ...(conversation === null ? {} : { conversation_id: conversation }) };
    const answer = await converse('/api/chat', body, hear);
    sessionStorage.setItem(PLACE, answer.conversation_id);
    const deeds = waiting.querySelector('.deeds');
    waiting.remove();
    const said = bubble('theirs', answer.reply);
    if (deeds?.children.length > 0) said.prepend(deeds);
    for (const task of answer.actions.map(({ result }) => result)) if (task?.version !== undefined) put(task);
  } catch (problem) {
    waiting.remove();
    // The conversation may be gone, or another person's after a change of account.
    if (problem.status === 404) sessionStorage.removeItem(PLACE);
    bubble('theirs', problem.message, { class: 'theirs wrong' });
    if (find('message').value === '') find('message').value = text;
  }
};

/** Shows what was said before in this tab. */
export const reloadTalk = async () => {
  const conversation = sessionStorage.getItem(PLACE);
  find('said').replaceChildren();
  find('tries').hidden = conversation !== null;
  if (conversation === null) return;
  try {
    const { items } = await call('GET', `/api/conversations/${conversation}/messages?limit=200`);
    for (const { sender_type, content } of items) bubble(sender_type === 'USER' ? 'mine' : 'theirs', content);
  } catch {
    sessionStorage.removeItem(PLACE);
  }
};

export const startTalk = () => {
  find('say').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = find('message').value.trim();
    if (text === '') return;
    find('message').value = '';
    void say(text);
  });
  find('tries').replaceChildren(
    ...examples.map((text) =>
      el(
        'button',
        {
          type: 'button',
          onclick: () => {
            find('message').value = text;
            find('message').focus();
          },
        },
        text,
      ),
    ),
  );
};

export const forgetTalk = () => {
  sessionStorage.removeItem(PLACE);
  find('said').replaceChildren();
};
