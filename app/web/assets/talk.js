/** The chat box: what was said, what was answered, and a few examples for those who have said nothing yet. */
import { call } from './api.js';
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

const say = async (text) => {
  find('tries').hidden = true;
  bubble('mine', text);
  const waiting = bubble('theirs', '…', { 'aria-hidden': 'true' });
  try {
    const conversation = sessionStorage.getItem(PLACE);
    const answer = await call('POST', '/api/chat', {
      message: text,
      ...(conversation === null ? {} : { conversation_id: conversation }),
    });
    sessionStorage.setItem(PLACE, answer.conversation_id);
    waiting.remove();
    bubble('theirs', answer.reply);
    for (const task of answer.actions.map(({ result }) => result)) if (task?.id !== undefined) put(task);
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
