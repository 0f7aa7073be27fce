import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldErrors } from './field-errors.ts';

const schema = z.strictObject({
  name: z.string().min(3).max(5),
  count: z.int().min(1).max(9),
  kind: z.enum(['a', 'b']),
  tags: z.array(z.string()).max(2),
  id: z.guid(),
  inner: z.strictObject({ flag: z.boolean() }),
  either: z.union([z.strictObject({ at: z.string() }), z.strictObject({ offset: z.string(), unit: z.string() })]),
});
const good = {
  name: 'abc',
  count: 1,
  kind: 'a',
  tags: [],
  id: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  inner: { flag: true },
  either: { at: 'x' },
};

const complaint = (wrong: object): string[] => {
  const parsed = schema.safeParse({ ...good, ...wrong }, { reportInput: true });
  if (parsed.success) return [];
  return fieldErrors(parsed.error, Object.keys(schema.shape)).map(({ field, message }) => `${field} ${message}`);
};

describe('what is wrong with a field', () => {
  it.each([
    [{}, []],
    [{ name: 7 }, ['name must be a string, not 7']],
    [{ name: null }, ['name must be a string, not null']],
    [{ name: undefined }, ['name is required: a string']],
    [{ name: '' }, ['name must have at least 3 characters']],
    [{ name: 'abcdef' }, ['name must have at most 5 characters']],
    [{ count: 0 }, ['count must be at least 1']],
    [{ count: 10 }, ['count must be at most 9']],
    [{ count: 1.5 }, ['count must be a whole number, not 1.5']],
    [{ kind: 'c' }, ['kind must be one of a, b']],
    [{ tags: ['1', '2', '3'] }, ['tags must have at most 2 items']],
    [{ tags: [1] }, ['tags.0 must be a string, not 1']],
    [{ id: 'x' }, ['id must be a UUID']],
    [{ inner: { flag: 'yes' } }, ['inner.flag must be true or false, not a string']],
    [{ inner: { flag: true, more: 1 } }, ['inner.more is not a known field']],
    [{ either: { at: 1 } }, ['either.at must be a string, not 1']],
    [{ colour: 'red' }, [`colour is not a known field; there are ${Object.keys(good).join(', ')}`]],
  ])('%j', (wrong, said) => {
    expect(complaint(wrong)).toEqual(said);
  });
});
