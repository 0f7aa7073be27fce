/** Says in plain words what became of a reminder, for whoever asks why they were, or were not, reminded. */
import { DateTime } from 'luxon';
import { silenceOf, type ReminderLife } from '../../../actors/task/reminder-lives.ts';
import type { Task } from '../../../actors/task/task.ts';
import type { Sending } from '../../queries/notifications.ts';

/** Late (milliseconds) is what a person would call late. */
const NOTABLE_MS = 2_000;

const timeIn = (zone: string) => (instant: string) =>
  DateTime.fromISO(instant, { zone }).toFormat('ccc d LLL yyyy, HH:mm:ss');

const span = (ms: number): string => {
  if (ms < 1_000) return `${Math.max(0, ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`;
};
const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** Why it was planned for another instant than its definition gives; empty when it was not. */
const shifted = ({ at, nominal, planned_at, nags }: ReminderLife, time: (instant: string) => string): string => {
  if (at === nominal) return '';
  if (nags) return ' It repeats a reminder after which the task was still open.';
  if (planned_at >= nominal) return ` Its own time, ${time(nominal)}, had passed already, so it was to ring at once.`;
  return ` Its own time, ${time(nominal)}, lies in quiet hours.`;
};

const names: Readonly<Record<string, string>> = { email: 'E-mail', webhook: 'Webhook' };

const sendingWords = (one: Sending, time: (instant: string) => string): string => {
  const name = names[one.channel] ?? one.channel;
  switch (one.state) {
    case 'delivered':
      return ` ${name}: delivered ${one.delivered_at === null ? '' : time(one.delivered_at)}${one.attempts > 1 ? `, at attempt ${one.attempts}` : ''}.`;
    case 'failed':
      return ` ${name}: not delivered; ${one.reason ?? 'it failed'}.`;
    case 'suppressed':
      return ` ${name}: not sent, because ${one.reason ?? 'there was no need'}.`;
    case 'waiting': {
      const next = one.next_attempt_at === null ? 'soon' : time(one.next_attempt_at);
      const failed = one.reason === null ? '' : ` after ${one.attempts} that came to nothing (${one.reason})`;
      return ` ${name}: not delivered yet; the next attempt${failed} is due ${next}.`;
    }
    default:
      return one.state satisfies never;
  }
};

/** @param sendings what became of its notification, the inbox included; none while it has not reached the inbox */
export const wordsFor = (life: ReminderLife, task: Task, sendings: readonly Sending[], now: string): string => {
  const time = timeIn(task.time_zone);
  const { end, at } = life;
  if (end === null) {
    const silence = silenceOf(task, 'is');
    if (silence !== null) return `Planned for ${time(at)}, but it does not ring, because ${silence}.`;
    const late = between(at, now);
    return late > NOTABLE_MS
      ? `Planned for ${time(at)} and ${span(late)} late by now; whatever held it up, it rings as soon as that is over.`
      : `Will ring ${time(at)}.${shifted(life, time)}`;
  }
  if (end.kind === 'dropped') return `Planned for ${time(at)}, but did not ring, because ${end.why}.`;
  const late = between(at, end.at);
  const rang = `Rang ${time(end.at)}, ${late > NOTABLE_MS ? `${span(late)} late` : 'on time'}.${shifted(life, time)}`;
  const inbox = sendings.find(({ channel }) => channel === 'inbox');
  const arrived = inbox?.delivered_at ?? life.sent_at;
  if (arrived === null) return `${rang} It is on its way to the inbox.`;
  const further = sendings.filter(({ channel }) => channel !== 'inbox').map((one) => sendingWords(one, time));
  return `${rang} It was in the inbox ${span(between(end.at, arrived))} after that.${further.join('')}`;
};

/** Why there is nothing to tell of a task's reminders. */
export const whyNone = (task: Task): string => {
  const silence = silenceOf(task, 'is');
  if (silence !== null) return `Nothing rings, because ${silence}.`;
  if (task.reminders.length > 0) return 'Its reminders count back from a due date, and the task has none.';
  return task.due_date === null
    ? 'The task has no due date and no reminder of its own, so there is nothing to remind of.'
    : 'The task has no reminders: neither of its own, nor by your settings.';
};
