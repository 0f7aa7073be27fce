import { describe, expect, it } from 'vitest';
import { create, envelope } from '../test/shell/commands.ts';
import { createWorld } from '../test/shell/world.ts';
import { parseDocument, serialise } from './document.ts';

/** A task with events in its outbox, commands behind it and a reminder ahead. */
const given = async () => {
  const world = createWorld();
  world.broker(false);
  const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z', tags: ['x'] });
  await world.command(id, creation);
  await world.command(id, envelope('b', { type: 'UpdateTask', changes: { title: 'second', priority: 'LOW' } }));
  await world.command(id, envelope('c', { type: 'CompleteTask' }));
  return world.document(id);
};

describe('a stored document', () => {
  it('comes back as it was', async () => {
    const document = await given();
    expect(document.outbox.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(parseDocument(serialise(document))).toEqual(document);
  });

  it('comes back as it was from a store that sorts keys', async () => {
    const document = await given();
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([key, one]) => [key, sorted(one)]),
            )
          : value;
    expect(parseDocument(JSON.stringify(sorted(JSON.parse(serialise(document)))))).toEqual(document);
  });

  it('holds the task of its latest event once', async () => {
    const document = await given();
    const stored = JSON.parse(serialise(document)) as { outbox: { payload: { task: unknown } }[] };
    expect(stored.outbox.map(({ payload }) => payload.task === null)).toEqual([false, false, false, true]);
  });

  it('is refused when it is of another version, or cut short', async () => {
    const text = serialise(await given());
    expect(() => parseDocument(text.replace('"schema":1', '"schema":2'))).toThrow();
    expect(() => parseDocument(text.slice(0, -1))).toThrow();
    expect(() => parseDocument('null')).toThrow();
  });
});
