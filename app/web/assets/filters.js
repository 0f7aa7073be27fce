/** The filter above the tasks: a saved one to choose, or one to try out, with what is wrong marked where it is wrong. */
import { call } from './api.js';
import { el, find, toast } from './dom.js';

const TRY_AFTER_MS = 400;

let saved = null;
/** What the list is read with: the id of a saved filter, or a text; empty for none. */
let chosen = '';
let changed = () => undefined;

export const filterChosen = () => chosen;

const savedOne = () => (saved ?? []).find((one) => one.filter_id === chosen);

const show = () => {
  const one = savedOne();
  find('saved').hidden = (saved ?? []).length === 0;
  find('saved').replaceChildren(
    el('option', { value: '' }, 'Saved filters'),
    ...(saved ?? []).map((each) => el('option', { value: each.filter_id }, each.name)),
  );
  find('saved').value = one?.filter_id ?? '';
  find('filter-forget').hidden = one === undefined;
  find('filter-keep').hidden = chosen === '' || one !== undefined;
  find('filter-clear').hidden = chosen === '';
  if (chosen === '' || one !== undefined) find('filter-name').hidden = true;
};

const choose = (filter, text) => {
  chosen = filter;
  find('filter-text').value = text;
  filterIsFine();
  show();
  changed();
};

export const filterIsFine = () => {
  find('filter-text').removeAttribute('aria-invalid');
  find('filter-wrong').replaceChildren();
};

/** @returns whether the problem is one of the filter, and is shown */
export const filterIsWrong = (problem) => {
  const wrong = (problem.errors ?? []).find(({ field }) => field === 'filter' || field === 'query');
  if (wrong === undefined) return false;
  const text = find('filter-text').value;
  const at = wrong.position ?? 0;
  // The word that begins there; at the end of the text there is none, and the place itself is marked.
  const word = /^\s*[^\s&|()]+|^[^]/.exec(text.slice(at))?.[0] ?? '';
  const place =
    wrong.position === undefined
      ? null
      : el('code', {}, text.slice(0, at), el('mark', {}, word === '' ? ' ' : word), text.slice(at + word.length));
  find('filter-text').setAttribute('aria-invalid', 'true');
  find('filter-keep').hidden = true;
  find('filter-wrong').replaceChildren(...(place === null ? [] : [place]), el('span', {}, wrong.message));
  return true;
};

const keep = async () => {
  const name = find('filter-new-name').value.trim();
  if (name === '') return find('filter-new-name').focus();
  try {
    const made = await call('POST', '/api/filters', { name, query: chosen });
    saved = null;
    await knowFilters();
    find('filter-new-name').value = '';
    choose(made.filter_id, made.query);
  } catch (problem) {
    if (!filterIsWrong(problem)) toast(problem.message);
  }
};

const forget = async () => {
  const one = savedOne();
  if (one === undefined) return;
  try {
    await call('DELETE', `/api/filters/${one.filter_id}`);
    saved = saved.filter((each) => each !== one);
    choose('', '');
    toast(`Forgotten: ${one.name}`);
  } catch (problem) {
    toast(problem.message);
  }
};

/** Asks for the saved filters, once. */
export const knowFilters = async () => {
  if (saved !== null) return;
  saved = (await call('GET', '/api/filters?limit=200')).items;
  show();
};

/** @param onChange called when another filter is to be used */
export const startFilters = (onChange) => {
  changed = onChange;
  let waiting;
  const tryIt = () => {
    clearTimeout(waiting);
    const text = find('filter-text').value.trim();
    if (text === chosen || text === savedOne()?.query) return;
    chosen = text;
    filterIsFine();
    show();
    changed();
  };
  find('filter-text').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(tryIt, TRY_AFTER_MS);
  });
  find('filter').addEventListener('submit', (event) => {
    event.preventDefault();
    if (find('filter-name').hidden) tryIt();
    else void keep();
  });
  find('saved').addEventListener('change', () => {
    const one = (saved ?? []).find((each) => each.filter_id === find('saved').value);
    choose(one?.filter_id ?? '', one?.query ?? '');
  });
  find('filter-clear').addEventListener('click', () => choose('', ''));
  find('filter-forget').addEventListener('click', () => void forget());
  find('filter-keep').addEventListener('click', () => {
    find('filter-name').hidden = false;
    find('filter-new-name').focus();
  });
};

export const forgetFilters = () => {
  saved = null;
  chosen = '';
  find('filter-text').value = '';
  filterIsFine();
  show();
};
