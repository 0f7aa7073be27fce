/** The catalogue as MCP tools: the same names, inputs and outputs, and what an assistant needs to repeat a call safely. */
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { fieldError } from '../../actors/task/answers.ts';
import { task } from '../../actors/task/task.ts';
import type { AnyOperation } from '../operations/operation.ts';

/** Why a tool did not do what was asked; as data, so that an assistant can put it right. */
export const failure = z.strictObject({
  code: z.string().describe('Stable; what a program decides by'),
  message: z.string(),
  errors: z.array(fieldError).optional().describe('Which fields are wrong, and what would be right'),
  task: task.optional().describe('The task as it is now, when it had changed in the meantime'),
  retry_after: z.number().optional().describe('Seconds after which asking again makes sense'),
});
export type Failure = z.output<typeof failure>;

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters, such as a UUID')
  .describe('Draw one for each thing to be done; a repeated call with the same key does nothing twice');
const expectedVersion = z
  .int()
  .min(0)
  .describe('The version of the task as you know it; when it has another by now, nothing is done');

export const control = { idempotency_key: idempotencyKey.optional(), expected_version: expectedVersion.optional() };

const isVersioned = ({ versioned, hints }: AnyOperation): boolean => versioned === true && !hints.readOnly;

const inputOf = (operation: AnyOperation): z.ZodObject => {
  if (operation.hints.readOnly) return operation.input;
  const { idempotency_key, expected_version } = control;
  return operation.input.extend({ idempotency_key, ...(isVersioned(operation) ? { expected_version } : {}) });
};

const jsonObject = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).optional(),
});

/** JSON Schema of an object. Which dialect is not said: MCP's own is meant. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): z.output<typeof jsonObject> => {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return jsonObject.parse($schema === undefined ? json : { ...json });
};

/** Either all of what the tool answers, or `error` alone. */
export const outputSchemaOf = (output: z.ZodType): z.output<typeof jsonObject> => {
  const { properties = {}, required = [], ...rest } = schemaOf(output, 'output');
  const { ...error } = schemaOf(failure, 'output');
  return {
    ...rest,
    type: 'object',
    properties: { ...properties, error },
    anyOf: [{ required }, { required: ['error'] }],
  };
};

/** `local_part` as a person would write it: "Local part". */
const titleOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;

/** What is said of an entry of the catalogue to whoever may call it. */
export const toolOf = (operation: AnyOperation): Tool => {
  const { name, summary, output, hints } = operation;
  return {
    name,
    title: titleOf(name),
    description: summary,
    inputSchema: schemaOf(inputOf(operation), 'input'),
    outputSchema: outputSchemaOf(output),
    annotations: {
      title: titleOf(name),
      readOnlyHint: hints.readOnly,
      destructiveHint: hints.destructive,
      // Only a repeated call under the same key is known for one.
      idempotentHint: hints.idempotent,
      openWorldHint: false,
    },
  };
};

const controls = z.object(control);
type Controls = z.output<typeof controls>;

/** Takes what steers a call out of a tool's arguments; what is wrong with it is left for the operation to refuse. */
export const controlsOf = (
  operation: AnyOperation,
  args: Record<string, unknown>,
): { controls: Controls; input: Record<string, unknown> } | { wrong: z.ZodError } => {
  if (operation.hints.readOnly) return { controls: {}, input: args };
  const { idempotency_key, expected_version, ...rest } = args;
  const given = controls.safeParse({ idempotency_key, expected_version }, { reportInput: true });
  if (!given.success) return { wrong: given.error };
  // A tool without versions does not know the field, and says so.
  const input = isVersioned(operation) || expected_version === undefined ? rest : { ...rest, expected_version };
  return { controls: given.data, input };
};
