/** A collector of traces as the specification has it: OTLP over HTTP, spans in JSON; what comes as protobuf is kept as bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

const value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.coerce.number().optional(),
  boolValue: z.boolean().optional(),
});
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform((all) =>
    Object.fromEntries(all.map(({ key, value: v }) => [key, v.stringValue ?? v.intValue ?? v.boolValue])),
  );

// opentelemetry-proto, JSON mapping: ids in hex, enumerations as numbers.
const span = z.looseObject({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  links: z.array(z.looseObject({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.looseObject({ code: z.int().optional() }).default({}),
});
const body = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
    }),
  ),
});

export const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

export type Collected = z.output<typeof span> & { service: string };

export type Collector = {
  url: string;
  spans: readonly Collected[];
  /** Requests in protobuf, as the sidecars send them. */
  binary: readonly Buffer[];
  of: (traceId: string) => Collected[];
  close: () => Promise<void>;
};

export const startCollector = async (): Promise<Collector> => {
  const spans: Collected[] = [];
  const binary: Buffer[] = [];
  const take = (json: unknown): void => {
    for (const { resource, scopeSpans } of body.parse(json).resourceSpans) {
      const service = String(resource.attributes['service.name']);
      for (const one of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...one, service });
    }
  };
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const isJson = request.headers['content-type'] === 'application/json';
      if (request.method !== 'POST' || request.url !== '/v1/traces') response.writeHead(404).end();
      else {
        if (isJson) take(JSON.parse(bytes.toString('utf8')));
        else binary.push(bytes);
        response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' });
        response.end(isJson ? '{}' : '');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    binary,
    of: (traceId) => spans.filter((one) => one.traceId === traceId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

/** A trace as a tree, each line a span: when it began (ms after the first), how long it took, who did it. */
export const treeOf = (spans: readonly Collected[]): string => {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const at = (nanos: string) => Number(BigInt(nanos) / 1_000n) / 1_000;
  const first = Math.min(...spans.map(({ startTimeUnixNano }) => at(startTimeUnixNano)));
  const lines: string[] = [];
  const show = (one: Collected, depth: number): void => {
    const [began, ended] = [at(one.startTimeUnixNano), at(one.endTimeUnixNano)];
    const times = `${(began - first).toFixed(0).padStart(6)} ms ${(ended - began).toFixed(1).padStart(7)} ms`;
    const event = one.attributes['duecourse.event_type'];
    const outcome = one.attributes['duecourse.outcome'];
    const more = [event, outcome].filter((text) => text !== undefined).join(', ');
    lines.push(
      `${times}  ${'  '.repeat(depth)}${one.name} [${kinds[one.kind] ?? '?'}] ${one.service}${more === '' ? '' : ` (${more})`}`,
    );
    const children = spans.filter(({ parentSpanId }) => parentSpanId === one.spanId);
    for (const child of children.sort((a, b) => at(a.startTimeUnixNano) - at(b.startTimeUnixNano)))
      show(child, depth + 1);
  };
  for (const root of spans.filter(({ parentSpanId }) => !known.has(parentSpanId))) show(root, 0);
  return lines.join('\n');
};
