/** The catalogue as functions a model may call, with schemas in the strict form that constrained decoding wants. */
import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { AnyOperation } from '../../operations/operation.ts';

type Schema = Readonly<Record<string, unknown>>;

const node = z.looseObject({
  anyOf: z.array(z.looseObject({})).optional(),
  oneOf: z.array(z.looseObject({})).optional(),
  items: z.looseObject({}).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).default([]),
});

/** Where the fields that null empties are named: in the strict form null means "not said". */
const CLEAR = 'clear';
// What constrained decoders understand everywhere; limits and formats are the operation's own to judge.
const KEPT = ['type', 'enum', 'const', 'description'];

/** What cannot be said in the strict form, such as an object of any fields. */
class NotStrict extends Error {}

const acceptsNull = (schema: Schema): boolean =>
  schema['type'] === 'null' || (node.parse(schema).anyOf ?? []).some((one) => acceptsNull(one));

/** Every field required, with null for those that may be left out, and no others. */
const strict = (schema: Schema): Schema => {
  const { anyOf, oneOf, items, properties, required } = node.parse(schema);
  const kept = Object.fromEntries(Object.entries(schema).filter(([name]) => KEPT.includes(name)));
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return { ...kept, anyOf: choices.map(strict) };
  if (items !== undefined) return { ...kept, items: strict(items) };
  if (schema['type'] === 'object') {
    if (properties === undefined) throw new NotStrict();
    const fields = Object.entries(properties).map(([name, one]) => {
      const field = strict(one);
      return [name, required.includes(name) || acceptsNull(one) ? field : { anyOf: [field, { type: 'null' }] }];
    });
    return {
      ...kept,
      properties: Object.fromEntries(fields),
      required: Object.keys(properties),
      additionalProperties: false,
    };
  }
  if (kept['type'] === undefined && kept['enum'] === undefined && kept['const'] === undefined) throw new NotStrict();
  return kept;
};

const record = z.record(z.string(), z.unknown());

/** The value without the nulls that stand for what was left out. */
const withoutNulls = (schema: Schema, value: unknown): unknown => {
  const { anyOf, oneOf, items, properties, required } = node.parse(schema);
  const choice = (anyOf ?? oneOf)?.find((one) => !acceptsNull(one));
  if (choice !== undefined) return withoutNulls(choice, value);
  if (Array.isArray(value)) return items === undefined ? value : value.map((one: unknown) => withoutNulls(items, one));
  const fields = record.safeParse(value);
  if (!fields.success || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(fields.data)
      .filter(([name, one]) => one !== null || required.includes(name))
      .map(([name, one]) => [name, withoutNulls(properties[name] ?? {}, one)]),
  );
};

/** A function as the model sees it, and its arguments as the operation takes them; null when they are not JSON. */
export type ModelFunction = {
  operation: AnyOperation;
  tool: ChatCompletionFunctionTool;
  read: (text: string) => Record<string, unknown> | null;
};

const parsed = (text: string): Record<string, unknown> | null => {
  try {
    return record.safeParse(JSON.parse(text === '' ? '{}' : text)).data ?? null;
  } catch {
    return null;
  }
};

const cleared = z.array(z.string()).catch([]);

export const functionOf = (operation: AnyOperation): ModelFunction => {
  const { $schema, ...schema } = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
  const { properties = {}, required } = node.parse(schema);
  const emptied = Object.keys(properties).filter(
    (name) => 'id' in properties && !required.includes(name) && acceptsNull(properties[name] ?? {}),
  );
  const described = { name: operation.name, description: operation.summary };
  try {
    const { properties: fields, ...rest } = strict($schema === undefined ? schema : { ...schema });
    const clear = { type: ['array', 'null'], items: { type: 'string', enum: emptied }, description: 'Fields to empty' };
    const all = { ...record.parse(fields), ...(emptied.length === 0 ? {} : { [CLEAR]: clear }) };
    const parameters = { ...rest, properties: all, required: Object.keys(all) };
    return {
      operation,
      tool: { type: 'function', function: { ...described, parameters, strict: true } },
      read: (text) => {
        const whole = parsed(text);
        if (whole === null) return null;
        const { [CLEAR]: clearing, ...said } = whole;
        const nulls = cleared.parse(clearing).filter((name) => emptied.includes(name));
        const input = record.parse(withoutNulls(schema, said));
        return { ...input, ...Object.fromEntries(nulls.map((name) => [name, null])) };
      },
    };
  } catch (error) {
    if (!(error instanceof NotStrict)) throw error;
    return { operation, tool: { type: 'function', function: { ...described, parameters: schema } }, read: parsed };
  }
};
