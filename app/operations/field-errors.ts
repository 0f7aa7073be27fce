/** Turns what zod found into sentences about fields that say what would be right. */
import type { z } from 'zod';
import type { FieldError } from '../../actors/task/answers.ts';

type Issue = z.core.$ZodIssue;

const kind = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
const wanted: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
};
const unit = (origin: string, n: number | bigint): string => {
  if (origin === 'string') return ` character${n === 1 ? '' : 's'}`;
  return origin === 'array' ? ` item${n === 1 ? '' : 's'}` : '';
};

const sentence = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type': {
      const right = wanted[issue.expected] ?? issue.expected;
      return issue.input === undefined ? `is required: ${right}` : `must be ${right}, not ${kind(issue.input)}`;
    }
    case 'too_small':
      return `must have at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`.replace(
        /have (at least [^ ]+)$/,
        'be $1',
      );
    case 'too_big':
      return `must have at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`.replace(
        /have (at most [^ ]+)$/,
        'be $1',
      );
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return formats[issue.format] ?? issue.message;
    default:
      return issue.message;
  }
};
const formats: Record<string, string> = {
  guid: 'must be a UUID',
  uuid: 'must be a UUID',
  email: 'must be an e-mail address such as ada@example.org',
  datetime: 'must be an instant such as 2026-12-01T09:00:00Z',
  date: 'must be a date such as 2026-12-01',
  url: 'must be a URL',
};

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'body';

/**
 * One entry a field that is wrong. A field of a union is judged by the alternative that came nearest.
 * @param known the names of the fields there are, told to whoever sends another one
 */
export const fieldErrors = (error: z.ZodError, known: readonly string[]): FieldError[] =>
  error.issues.flatMap((issue) => of(issue, [], known));

const of = (issue: Issue, base: readonly PropertyKey[], known: readonly string[]): FieldError[] => {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const hint = path.length === 0 ? `; there are ${known.join(', ')}` : '';
    return issue.keys.map((key) => ({ field: pathOf([...path, key]), message: `is not a known field${hint}` }));
  }
  if (issue.code === 'invalid_union') {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0];
    if (nearest !== undefined && nearest.length > 0) return nearest.flatMap((inner) => of(inner, path, known));
  }
  return [{ field: pathOf(path), message: sentence(issue) }];
};
