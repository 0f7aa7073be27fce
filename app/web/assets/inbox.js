/** The inbox: what the person was told, newest first, and what of it is new. */
import { call } from './api.js';
import { el, find, toast } from './dom.js';
import { agoText, fullText } from './when.js';

const item = (entry) =>
  el(
    'li',
    { class: entry.read_at === null ? 'new' : null },
    el('p', {}, entry.text),
    el('time', { datetime: entry.fired_at, title: fullText(entry.fired_at), class: 'muted' }, agoText(entry.fired_at)),
    entry.read_at === null
      ? el(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-label': `Mark as read: ${entry.text}`,
            onclick: () => void read(entry),
          },
          'Read',
        )
      : null,
  );

const read = async (entry) => {
  try {
    await call('POST', `/api/notifications/${entry.notification_id}/read`, {});
    await reloadInbox();
  } catch (problem) {
    toast(problem.message);
  }
};

export const reloadInbox = async () => {
  const { items } = await call('GET', '/api/notifications?limit=50');
  const unread = items.filter(({ read_at }) => read_at === null).length;
  find('unread-count').textContent = unread === 0 ? '' : String(unread);
  document.title = unread === 0 ? 'Duecourse' : `(${unread}) Duecourse`;
  find('inbox').replaceChildren(
    ...(items.length === 0 ? [el('li', { class: 'muted empty' }, 'Reminders will appear here.')] : items.map(item)),
  );
  return items;
};
