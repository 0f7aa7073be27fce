/** Gathers an operation's input from where REST puts it: path, query and body. */
import type { Request } from 'express';
import { z } from 'zod';
import type { AnyOperation } from '../operations/operation.ts';

const property = z.object({ type: z.string().optional(), items: z.unknown().optional() });
type Kinds = Map<string, string>;

/** The JSON type of each field, by which text from a query string becomes what the schema wants. */
export const kindsOf = (operation: AnyOperation): Kinds => {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
  return new Map(
    Object.entries(schema.properties ?? {}).map(([name, of]) => [name, property.safeParse(of).data?.type ?? 'string']),
  );
};

const fromText = (kind: string | undefined, value: unknown): unknown => {
  if (kind === 'array') return Array.isArray(value) ? value : [value];
  // Not a number or a truth value: left as it is, for the schema to say what would be right.
  if (kind === 'integer' || kind === 'number') return /^-?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
};

const names = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

export type Gathered = { input: Record<string, unknown> } | { malformed: string };

/** @param kinds of the operation, see `kindsOf` */
export const gather = (operation: AnyOperation, kinds: Kinds, req: Request): Gathered => {
  const { method, path } = operation.route;
  const fromPath = Object.fromEntries(names(path).map((name) => [name, req.params[name]]));
  if (method === 'get' || method === 'delete') {
    const query = Object.entries(req.query).map(([name, value]) => [name, fromText(kinds.get(name), value)] as const);
    return { input: { ...Object.fromEntries(query), ...fromPath } };
  }
  const body: unknown = req.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { malformed: 'The body must be a JSON object' };
  const clash = Object.keys(fromPath).find((name) => name in body);
  // What the path says cannot be said again; leaving it to be ignored would hide a mistake.
  if (clash !== undefined) return { malformed: `"${clash}" is part of the path and cannot be in the body` };
  return { input: { ...body, ...fromPath } };
};
