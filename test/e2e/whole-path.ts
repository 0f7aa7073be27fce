/** From a sentence to a reminder and the next occurrence, on the broker it is given: the same tests for each. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import type { Broker } from '../../local/servers.ts';
import { kafkaClientSees } from '../consumers/kafka-client.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

type Recorded = { sequence: number; event_type: string; event_id: string; causation_id: string | null };

const historyOf = async (system: System, taskId: string): Promise<Recorded[]> => {
  const { rows } = await system.tasks.query<Recorded>(
    'SELECT sequence, event_type, event_id, causation_id FROM events WHERE aggregate_id = $1 ORDER BY sequence',
    [taskId],
  );
  return rows;
};

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

export const wholePath = (broker: Broker): void => {
  describe(`the whole path over ${broker}`, () => {
    let system: System;
    beforeAll(async () => {
      system = await startSystem({ broker });
    });
    afterAll(async () => {
      await system.stop();
    });

    test('a sentence becomes a task with its rule, its first due date and its tag, and is in the next list', async () => {
      const ann = await signUp(system.url, 'Europe/Berlin');
      const said = await ann.say('standup every weekday at 9:15 #team');
      expect(said.asked).toBe(false);
      const [task] = said.tasks as Task[];
      expect(task).toMatchObject({
        title: 'standup',
        tags: ['team'],
        recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
        time_zone: 'Europe/Berlin',
        all_day: false,
      });
      const due = new Date(task!.due_date!);
      const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short', timeStyle: undefined, hour: '2-digit', minute: '2-digit' }).format(due); // prettier-ignore
      expect(local).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? 09:15$/);
      expect(due.getTime()).toBeGreaterThan(Date.now());
      expect(due.getTime()).toBeLessThan(Date.now() + 4 * 86_400_000);
      expect((await ann.list()).map(({ title }) => title)).toEqual(['standup']);
      const [record] = await eventually(async () => {
        const found = await historyOf(system, task!.id);
        return found.length > 0 ? found : undefined;
      });
      expect(record?.event_type).toBe('TASK_CREATED');
    });

    test('a task due within the hour reminds once: one inbox row, one log line, reminder.sent on its topic', async () => {
      const bob = await signUp(system.url);
      const task = await bob.add({ title: 'call the bank', due_date: inMinutes(25) });
      const reminders = await system.topic('task-reminders');
      const sent = await reminders.waitFor(
        ({ event }) =>
          event.type === 'reminder.sent' && (event.data as { aggregate_id: string }).aggregate_id === task.id,
      );
      expect((sent.event.data as { payload: { task: Task } }).payload.task.reminder_sent).toBe(true);
      if (broker === 'kafka') expect(sent.key).toBe(bob.id);
      const inbox = await bob.inbox();
      expect(inbox.filter(({ task_id }) => task_id === task.id)).toHaveLength(1);
      expect(inbox[0]?.text).toMatch(/^🔔 REMINDER: Task 'call the bank' due in 2[45] minutes$/);
      await system.app('notification-service').app.process().waitForLine("🔔 REMINDER: Task 'call the bank' due in");
      expect((await bob.call('GET', `/api/tasks/${task.id}`)).body.reminder_sent).toBe(true);
    });

    test('completing three times brings exactly three successors that keep what the first one was', async () => {
      const cleo = await signUp(system.url, 'America/New_York');
      const first = await cleo.add({
        title: 'water the plants',
        tags: ['home', 'green'],
        priority: 'HIGH',
        recurrence_rule: 'FREQ=DAILY',
        due_date: inMinutes(600),
      });
      let open: Task = first;
      for (const occurrence of [2, 3, 4]) {
        const done = await cleo.call('POST', `/api/tasks/${open.id}/complete`, {});
        expect(done.status).toBe(200);
        open = await eventually(async () => (await cleo.list()).find((task) => task.occurrence === occurrence), {
          what: `occurrence ${String(occurrence)}`,
        });
        expect(open).toMatchObject({
          title: 'water the plants',
          tags: first.tags,
          priority: 'HIGH',
          recurrence_rule: first.recurrence_rule,
          series_id: first.series_id,
          completed: false,
        });
      }
      expect(await cleo.list()).toHaveLength(1);
      const all = await cleo.list('?status=all');
      expect(all.map(({ occurrence }) => occurrence).sort()).toEqual([1, 2, 3, 4]);

      for (const task of all) {
        await holds(async () => {
          const history = await historyOf(system, task.id);
          expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
          const counted = (type: string) => history.filter(({ event_type }) => event_type === type).length;
          expect(counted('TASK_CREATED')).toBe(1);
          expect(counted('RECURRING_TRIGGERED')).toBe(task.completed ? 1 : 0);
        });
      }
    });

    test('every write is in the very next list', async () => {
      const dan = await signUp(system.url);
      for (const title of ['one', 'two', 'three', 'four', 'five']) {
        const task = await dan.add({ title });
        expect((await dan.list()).map(({ id }) => id)).toContain(task.id);
        await dan.call('PATCH', `/api/tasks/${task.id}`, { title: `${title}!` });
        expect((await dan.list()).find(({ id }) => id === task.id)?.title).toBe(`${title}!`);
        await dan.call('DELETE', `/api/tasks/${task.id}`);
        expect((await dan.list()).map(({ id }) => id)).not.toContain(task.id);
      }
    });

    if (broker === 'kafka') kafkaClientSees(() => system);
  });
};
