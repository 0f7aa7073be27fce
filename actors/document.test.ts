import { describe, expect, it } from 'vitest';
import { create, envelope } from '../test/shell/commands.ts';
import { createWorld } from '../test/shell/world.ts';
import { parseDocument, serialise } from './document.ts';
import { unpack } from './packing.ts';

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

const omit = (value: object, key: string) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

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
    expect(parseDocument(JSON.stringify(sorted(unpack(JSON.parse(serialise(document))))))).toEqual(document);
  });

  it('comes back as it was from a time when none was packed', async () => {
    const document = await given();
    expect(parseDocument(JSON.stringify(document))).toEqual(document);
  });

  it('says in the clear what is asked of it in SQL, where a document that is not packed says it', async () => {
    const document = await given();
    expect(document).toMatchObject(omit(JSON.parse(serialise(document)), 'packed'));
    expect(JSON.parse(serialise(document))).toMatchObject({
      revision: 3,
      state: { sequence: 4, task: { user_id: document.state.task?.user_id } },
      outbox: [{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }, { sequence: 4 }],
    });
  });

  it('stays small, however much is remembered', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    await world.command(id, creation);
    const first = serialise(world.document(id)).length;
    for (let n = 0; n < 60; n++) {
      await world.command(id, envelope(`b${n}`, { type: 'UpdateTask', changes: { title: `title ${n}` } }));
    }
    expect(JSON.stringify(world.document(id)).length).toBeGreaterThan(12_000);
    expect(serialise(world.document(id)).length).toBeLessThan(4 * first);
  });

  it('holds the task of its latest event once', async () => {
    const document = await given();
    const stored = unpack(JSON.parse(serialise(document))) as { outbox: { payload: { task: unknown } }[] };
    expect(stored.outbox.map(({ payload }) => payload.task === null)).toEqual([false, false, false, true]);
  });

  it('is refused when it is of another version, or cut short', async () => {
    const document = await given();
    expect(() => parseDocument(JSON.stringify({ ...document, schema: 2 }))).toThrow();
    const text = serialise(document);
    expect(() => parseDocument(text.slice(0, -1))).toThrow();
    expect(() => parseDocument(text.replace(/.{20}"}$/, '"}'))).toThrow();
    expect(() => parseDocument(text.replace('"revision":3', '"revision":4'))).toThrow();
    expect(() => parseDocument('null')).toThrow();
  });
});
