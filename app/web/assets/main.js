/** The page: the door for those who are not signed in, else chat, tasks and inbox, kept up to date by the stream. */
import { call, session } from './api.js';
import { find, toast } from './dom.js';
import { startDoor } from './door.js';
import { reloadInbox } from './inbox.js';
import { listen } from './live.js';
import { forgetTalk, reloadTalk, startTalk } from './talk.js';
import { forgetTasks, put, reload, startTasks } from './tasks.js';
import { setZone } from './when.js';

let stopListening = () => undefined;

const live = (state) => {
  find('live').dataset.state = state;
  find('live').title = `live updates: ${state}`;
  find('live').setAttribute('aria-label', `Live updates: ${state}`);
};

const show = (home) => {
  find('home').hidden = !home;
  find('who').hidden = !home;
  find('door').hidden = home;
};

const refresh = () =>
  Promise.all([reload(), reloadInbox()]).catch((problem) => {
    if (problem.status === 401) leave();
    else toast(problem.message);
  });

const onEvent = (event, data) => {
  if (data.task !== undefined) put(data.task);
  if (event === 'notification') {
    void reloadInbox().then(([latest]) => {
      if (latest?.read_at === null) toast(latest.text);
    });
  }
};

const enter = async (user) => {
  setZone(user.timezone, user.preferences.locale);
  find('me').textContent = user.username;
  show(true);
  live('connecting');
  stopListening();
  stopListening = listen({
    onOpen: () => live('on'),
    onResync: () => void refresh(),
    onLost: () => live('lost'),
    onEvent,
  });
  // After the stream is asked for, so that nothing falls between the two.
  await Promise.all([refresh(), reloadTalk()]);
  find('message').focus();
};

const leave = () => {
  stopListening();
  session.token = null;
  forgetTalk();
  forgetTasks();
  show(false);
};

startDoor((user) => void enter(user));
startTalk();
startTasks();
find('leave').addEventListener('click', leave);

if (session.token === null) show(false);
else {
  call('GET', '/api/me').then(enter, (problem) => {
    if (problem.status === 401) leave();
    else {
      show(false);
      toast(problem.message);
    }
  });
}
