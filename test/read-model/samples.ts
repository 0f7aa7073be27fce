/** Valid tasks for tests of what stores and lists them: everything has a value, and a test names what it is about. */
import { randomUUID } from 'node:crypto';
import type { Snapshot } from '../../actors/task/answers.ts';
import type { Task } from '../../actors/task/task.ts';

export const aTask = (about: Partial<Task> = {}): Task => ({
  id: randomUUID(),
  user_id: randomUUID(),
  title: 'Water the plants',
  description: null,
  priority: null,
  tags: [],
  category_id: null,
  due_date: null,
  all_day: false,
  time_zone: 'Europe/Berlin',
  recurrence_rule: null,
  recurrence_text: null,
  recurrence_mode: 'schedule',
  series_id: null,
  occurrence: null,
  series_start: null,
  rule_from: null,
  scheduled_for: null,
  reminders: [],
  reminder_policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  reminder_sent: false,
  completed: false,
  completed_at: null,
  outcome: null,
  status: 'ACTIVE',
  checklist: [],
  paused: false,
  skipped_dates: [],
  snoozed_until: null,
  assignee_id: null,
  created_at: '2026-11-20T08:00:00.000Z',
  updated_at: '2026-11-20T08:00:00.000Z',
  deleted_at: null,
  last_event_id: randomUUID(),
  version: 1,
  ...about,
});

export const aSnapshot = (about: Partial<Task> = {}, sequence = 1, next_wake_at: string | null = null): Snapshot => ({
  task: aTask(about),
  sequence,
  next_wake_at,
});
