/** The list of tasks: grouped by when they are due, ticked off and taken back. */
import { call } from './api.js';
import { el, find, press, toast } from './dom.js';
import { filterChosen, filterIsFine, filterIsWrong, forgetFilters, knowFilters, startFilters } from './filters.js';
import { dueText, fullText, groupOf, isLate, recurrenceText } from './when.js';

const known = new Map();
let status = 'open';
let cursor = null;
/** Which asking the list is of: an answer that was overtaken by another question is not shown. */
let asking = 0;
let refreshing = null;

const order = ['Overdue', 'Today', 'Tomorrow', 'Next days', 'Later', 'Some day'];
const empty = {
  open: 'Nothing to do. Say what comes next.',
  completed: 'Nothing done yet.',
  deleted: 'The trash is empty.',
};

const belongs = (task) => {
  if (status === 'deleted') return task.deleted_at !== null;
  if (task.deleted_at !== null || task.status === 'ARCHIVED') return false;
  return task.completed === (status === 'completed');
};

/** Shows a task as it is said to be now, unless a later version of it is known. */
export const put = (task) => {
  const before = known.get(task.id);
  if (before !== undefined && before.version > task.version) return;
  // What fits a filter is known where it is understood.
  if (filterChosen() !== '') return refreshSoon();
  if (belongs(task)) known.set(task.id, task);
  else known.delete(task.id);
  draw();
};

const refreshSoon = () => {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => void reload().catch((problem) => toast(problem.message)), 150);
};

const act = async (method, path, body) => {
  try {
    const task = await call(method, path, body);
    put(task);
    return task;
  } catch (problem) {
    toast(problem.message);
    draw();
    return null;
  }
};

const undo = (task) => ({
  label: 'Undo',
  run: () => void act('POST', `/api/tasks/${task.id}/undo`, { command_id: task.command_id }),
});

const complete = async (task) => {
  const done = await act('POST', `/api/tasks/${task.id}/complete`, {});
  if (done === null) return;
  const next = done.recurrence_rule === null ? '' : ' The next one is on its way.';
  toast(`Done: ${task.title}.${next}`, undo(done));
};

const remove = async (task) => {
  const gone = await act('DELETE', `/api/tasks/${task.id}`);
  if (gone !== null) toast(`Deleted: ${task.title}`, undo(gone));
};

const tick = (task) =>
  el('button', {
    type: 'button',
    class: `tick${task.completed ? ' done' : ''}`,
    'aria-label': task.completed ? `Reopen ${task.title}` : `Complete ${task.title}`,
    onclick: (event) => {
      event.currentTarget.disabled = true;
      if (task.completed) void act('POST', `/api/tasks/${task.id}/reopen`, {});
      else void complete(task);
    },
  });

const facts = (task) =>
  el(
    'p',
    { class: 'facts' },
    task.due_date === null
      ? null
      : el(
          'time',
          { datetime: task.due_date, title: fullText(task.due_date), class: isLate(task) ? 'late' : null },
          dueText(task),
        ),
    task.recurrence_rule === null ? null : el('span', { title: task.recurrence_rule }, `↻ ${recurrenceText(task)}`),
    ...task.tags.map((tag) => el('span', { class: 'tag' }, `#${tag}`)),
  );

const item = (task) =>
  el(
    'li',
    { class: `task ${task.priority === null ? '' : task.priority.toLowerCase()}`, 'data-id': task.id },
    task.deleted_at === null ? tick(task) : null,
    el(
      'div',
      { class: 'what' },
      el(
        'p',
        { class: 'title' },
        task.title,
        task.priority === null
          ? null
          : el('span', { class: 'priority', title: 'Priority' }, task.priority.toLowerCase()),
      ),
      facts(task),
    ),
    task.deleted_at === null
      ? el(
          'button',
          {
            type: 'button',
            class: 'quiet remove',
            'aria-label': `Delete ${task.title}`,
            onclick: () => void remove(task),
          },
          '✕',
        )
      : el(
          'button',
          { type: 'button', class: 'quiet', onclick: () => void act('POST', `/api/tasks/${task.id}/restore`, {}) },
          'Restore',
        ),
  );

const byDue = (a, b) =>
  (a.due_date ?? '9').localeCompare(b.due_date ?? '9') ||
  a.created_at.localeCompare(b.created_at) ||
  a.id.localeCompare(b.id);

const draw = () => {
  const tasks = [...known.values()];
  find('open-count').textContent = tasks.length === 0 ? '' : `${tasks.length}${cursor === null ? '' : '+'}`;
  if (tasks.length === 0) {
    find('tasks').replaceChildren(
      el('p', { class: 'muted empty' }, filterChosen() === '' ? empty[status] : 'No task fits this filter.'),
    );
    return;
  }
  if (status !== 'open') {
    const latest = tasks.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
    find('tasks').replaceChildren(el('ul', {}, ...latest.map(item)));
    return;
  }
  const groups = order.flatMap((name) => {
    const inside = tasks.filter((task) => groupOf(task) === name).sort(byDue);
    return inside.length === 0 ? [] : [el('h3', {}, name), el('ul', { 'aria-label': name }, ...inside.map(item))];
  });
  find('tasks').replaceChildren(...groups);
};

const address = (more) => {
  const filter = filterChosen();
  const query = new URLSearchParams({ limit: 100, sort: status === 'open' ? 'due_date' : '-updated_at', ...more });
  // A filter says itself which tasks it is about, unless another list than the usual one is open.
  if (filter === '' || status !== 'open') query.set('status', status);
  if (filter !== '') query.set('filter', filter);
  return `/api/tasks?${query}`;
};

const take = (page) => {
  for (const task of page.items) known.set(task.id, task);
  cursor = page.next_cursor;
  find('more').hidden = cursor === null;
  draw();
};

/** Asks for the list anew. */
export const reload = async () => {
  const asked = (asking += 1);
  try {
    const [page] = await Promise.all([call('GET', address({})), knowFilters()]);
    if (asked !== asking) return;
    filterIsFine();
    known.clear();
    take(page);
  } catch (problem) {
    if (asked === asking && !filterIsWrong(problem)) throw problem;
  }
};

const more = async () => {
  const asked = asking;
  const page = await call('GET', address({ cursor }));
  if (asked === asking) take(page);
};

export const startTasks = () => {
  const buttons = [...document.querySelectorAll('[data-status]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      status = button.dataset.status;
      press(buttons, button);
      reload().catch((problem) => toast(problem.message));
    });
  }
  startFilters(() => void reload().catch((problem) => toast(problem.message)));
  find('more').addEventListener('click', () => void more().catch((problem) => toast(problem.message)));
  // “today” moves on and things become late while nobody touches the page.
  setInterval(draw, 60_000);
};

export const forgetTasks = () => {
  known.clear();
  forgetFilters();
  find('tasks').replaceChildren();
};
