/** Events once written are read for ever: one file for each type and version, never edited, read and folded here. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { SCHEMA_VERSION, taskEvents, type TaskEvent } from './events.ts';
import { fold, verifyChain } from './history.ts';
import { upcast } from './upcast.ts';
import { FRIEND, createWorld, system } from './world.test-kit.ts';

const FOLDER = new URL('golden/', import.meta.url);
const MANIFEST = new URL('checksums.json', FOLDER);
const HISTORY = `HISTORY@${SCHEMA_VERSION}.json`;
const types = Object.values(taskEvents).map(({ event_type }) => event_type);

const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');
const manifest = (): Record<string, string> =>
  existsSync(MANIFEST) ? z.record(z.string(), z.string()).parse(JSON.parse(read('checksums.json'))) : {};

/** A life in which everything happens that can happen to a task. */
const everything = (): TaskEvent[] => {
  const world = createWorld();
  const id = world.create({
    title: 'Water the plants', description: 'All of them', priority: 'LOW', tags: ['home'], due_date: '2026-03-03T09:00',
    recurrence_rule: 'every weekday', reminders: [{ offset: 'PT1H' }, { offset: 'P1D' }], checklist: [{ text: 'cactus', done: false }],
  }); // prettier-ignore
  world.send(id, { type: 'UpdateTask', changes: { title: 'Water the garden', priority: 'HIGH', assignee_id: FRIEND } });
  world.runTo('2026-03-03T07:00:00.000Z');
  const rung = world.history(id).findLast((e) => e.event_type === 'REMINDER_DUE')?.payload as {
    reminder_id: string;
    reminder_time: string;
  };
  world.send(
    id,
    { type: 'MarkReminderSent', reminder_id: rung.reminder_id, reminder_time: rung.reminder_time },
    { by: system },
  );
  world.send(id, { type: 'SkipTask' });
  world.send(id, { type: 'UndoCommand', undo_command_id: null });
  world.send(id, { type: 'CompleteTask' });
  world.runTo('2026-03-03T08:00:00.000Z');
  world.send(id, { type: 'ArchiveTask' });
  world.send(id, { type: 'RestoreTask' });
  world.send(id, { type: 'ReopenTask' });
  world.settle();
  world.send(id, { type: 'UpdateTask', changes: { recurrence_mode: 'strict', due_date: '2026-03-04T09:00' } });
  world.runTo('2026-03-05T08:00:00.000Z');
  world.send(id, { type: 'DeleteTask' });
  return world.history(id);
};

/** Adds files for what has none yet. Never changes one that is there. */
const writeMissing = (): void => {
  const history = everything();
  const present = manifest();
  const keep = (name: string, value: unknown): void => {
    if (existsSync(new URL(name, FOLDER))) return;
    const text = `${JSON.stringify(value, null, 2)}\n`;
    writeFileSync(new URL(name, FOLDER), text);
    present[name] = checksum(text);
  };
  for (const type of types)
    keep(
      `${type}@${SCHEMA_VERSION}.json`,
      history.find((event) => event.event_type === type),
    );
  keep(HISTORY, history);
  writeFileSync(MANIFEST, `${JSON.stringify(present, Object.keys(present).sort(), 2)}\n`);
};

if (process.env['GOLDEN'] === 'write') writeMissing();
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name !== 'checksums.json') : [];

test('every type has its file at the present version (GOLDEN=write adds what is missing)', () => {
  for (const type of types) expect(files).toContain(`${type}@${SCHEMA_VERSION}.json`);
});

test('no file has been edited, added or taken away', () => {
  expect(Object.fromEntries(files.map((name) => [name, checksum(read(name))]))).toEqual(manifest());
});

test.each(files.filter((name) => !name.startsWith('HISTORY')))('%s is read as an event of its type', (name) => {
  const reading = upcast(JSON.parse(read(name)));
  expect(reading).toMatchObject({
    ok: true,
    event: { event_type: name.split('@')[0], schema_version: SCHEMA_VERSION },
  });
});

test.each(files.filter((name) => name.startsWith('HISTORY')))('%s still folds to the task it carries', (name) => {
  const history = z.array(z.unknown()).parse(JSON.parse(read(name))).flatMap((raw) => {
    const reading = upcast(raw);
    return reading.ok ? [reading.event] : [];
  }); // prettier-ignore
  expect(verifyChain(history)).toEqual([]);
  expect(fold(history).task).toEqual(history.at(-1)?.payload.task);
});

test('an event of a version or type from the future is not guessed at', () => {
  const event = JSON.parse(read(`TASK_CREATED@${SCHEMA_VERSION}.json`)) as object;
  expect(upcast({ ...event, schema_version: '9.0' })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('9.0') as string,
  });
  expect(upcast({ ...event, event_type: 'TASK_DREAMT' })).toMatchObject({ ok: false });
  expect(upcast('not an event')).toMatchObject({ ok: false });
});
