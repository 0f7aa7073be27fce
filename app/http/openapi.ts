/** The API's description (OpenAPI 3.1) as a loop over the catalogue. */
import { z } from 'zod';
import type { AnyOperation } from '../operations/operation.ts';
import { endings } from './streamed.ts';
import { streamEvents } from './stream.ts';

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'Stable; what a program decides by' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string' },
          message: { type: 'string' },
          position: { type: 'integer', description: 'Where in the text of the field, in UTF-16 code units from 0' },
        },
      },
    },
    task: { description: 'The task as it is now, when it had changed in the meantime (412)' },
  },
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return $schema === undefined ? json : { ...json };
};

/** Each output once, under the name of the first operation that has it. */
const namedOutputs = (operations: readonly AnyOperation[]): Map<z.ZodType, string> => {
  const names = new Map<z.ZodType, string>();
  for (const { name, output } of operations) {
    if (!names.has(output))
      names.set(output, `${name.replaceAll(/(?:^|_)(\w)/g, (_, c: string) => c.toUpperCase())}Result`);
  }
  return names;
};

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const parameters = ({ route, input, hints, versioned, tells }: AnyOperation): Json[] => {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const inBody = route.method === 'post' || route.method === 'patch';
  const inPath = (name: string) => route.path.includes(`{${name}}`);
  const fields = Object.entries(properties)
    .filter(([name]) => inPath(name) || !inBody)
    .map(([name, schema]) => ({
      name,
      in: inPath(name) ? 'path' : 'query',
      required: inPath(name) || required.includes(name),
      schema,
    }));
  return [
    ...fields,
    ...(hints.readOnly ? [] : [header('Idempotency-Key', 'The same key and body get the first result again')]),
    ...(versioned === true && !hints.readOnly ? [header('If-Match', 'The ETag of the task as you know it')] : []),
    ...(tells === undefined ? [] : [lastEventId]),
  ];
};

const body = ({ route, input }: AnyOperation): Json => {
  if (route.method !== 'post' && route.method !== 'patch') return {};
  const { properties = {}, required = [], ...rest } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const isOwn = (name: string) => !route.path.includes(`{${name}}`);
  const schema = {
    type: rest.type,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isOwn(name))),
    required: required.filter(isOwn),
    additionalProperties: false,
  };
  return { requestBody: { required: schema.required.length > 0, content: { 'application/json': { schema } } } };
};

const PROBLEMS: Record<string, string> = {
  '400': 'Malformed',
  '401': 'Nobody is signed in',
  '404': 'Absent, or not yours',
  '409': 'Not possible in this state',
  '412': 'Changed in the meantime',
  '422': 'A field is wrong',
  '429': 'Too many requests',
  '503': 'Temporarily not available',
};
const ANYWHERE = ['400', '422', '503'];

const problems = ({ access, versioned, route, hints }: AnyOperation): string[] => [
  ...ANYWHERE,
  ...(access === 'user' ? ['401'] : ['401', '429']),
  ...(route.path.includes('{') ? ['404'] : []),
  ...(versioned === true && !hints.readOnly ? ['409', '412'] : []),
];

/** Server-sent events have no schema of their own in OpenAPI 3.1: each is named, with what its data holds. */
const eventsOf = (events: Readonly<Record<string, string>>): Json => ({
  'text/event-stream': {
    schema: {
      type: 'string',
      description: Object.entries(events)
        .map(([name, what]) => `- \`${name}\`: ${what}`)
        .join('\n'),
    },
  },
});

const lastEventId = header('Last-Event-ID', 'The id of the last event that arrived; what came after it is sent first');

const livePages: Json = {
  get: {
    operationId: 'stream',
    summary: 'What happens to your tasks, as it happens, as server-sent events; their data is JSON',
    parameters: [lastEventId],
    responses: { '200': { description: 'Until either side ends it', content: eventsOf(streamEvents) } },
  },
};

/** The whole document. It does not change while the process lives: make it once. */
export const openApi = (operations: readonly AnyOperation[], version: string): Json => {
  const outputs = namedOutputs(operations);
  const paths: Record<string, Json> = { '/api/stream': livePages };
  for (const operation of operations) {
    const { route, name, summary, access, output, tells } = operation;
    paths[route.path] ??= {};
    Object.assign(paths[route.path] ?? {}, {
      [route.method]: {
        operationId: name,
        summary,
        parameters: parameters(operation),
        ...body(operation),
        ...(access === 'public' ? { security: [] } : {}),
        responses: {
          [String(route.status ?? 200)]: {
            description: 'Done',
            content: {
              'application/json': { schema: { $ref: `#/components/schemas/${outputs.get(output) ?? ''}` } },
              ...(tells === undefined ? {} : eventsOf({ ...tells, ...endings })),
            },
          },
          ...Object.fromEntries(
            problems(operation).map((status) => [
              status,
              {
                description: PROBLEMS[status],
                content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
              },
            ]),
          ),
        },
      },
    });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Duecourse', version, description: 'Tasks that remind, recur and remember.' },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: problemSchema,
        ...Object.fromEntries([...outputs].map(([schema, name]) => [name, schemaOf(schema, 'output')])),
      },
    },
  };
};
