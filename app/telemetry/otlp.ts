/** Spans through OpenTelemetry's SDK to a collector. Parents are given, so no context manager follows the code around. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { untraced, type Begin, type Span } from '../../actors/trace.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

// W3C Trace Context, level 1; the ids of all zeros are no ids.
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/;

const contextOf = (traceparent: string | undefined): SpanContext | undefined => {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
};

const written = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

const failed = (error: unknown): boolean => error !== undefined && error !== null;

/** @param processor what becomes of finished spans. */
export const createTracer = (role: string, processor: SpanProcessor): { begin: Begin; close: () => Promise<void> } => {
  const provider = new NodeTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say it better, where they are set.
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: role }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('duecourse');

  const begin = (asked: Span) => {
    const parent = contextOf(asked.parent);
    if (parent === undefined && asked.begins !== true) return untraced(asked);
    const linked = contextOf(asked.link);
    const span = tracer.startSpan(
      asked.name,
      {
        kind: kinds[asked.kind],
        ...(asked.attributes === undefined ? {} : { attributes: asked.attributes }),
        ...(linked === undefined ? {} : { links: [{ context: linked }] }),
      },
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
    );
    return {
      traceparent: written(span.spanContext()),
      end: ({ name, attributes, error }: Parameters<ReturnType<Begin>['end']>[0] = {}) => {
        if (name !== undefined) span.updateName(name);
        if (attributes !== undefined) span.setAttributes(attributes);
        if (failed(error)) {
          span.setStatus({
            code: SpanStatusCode.ERROR,
            message: error instanceof Error ? error.message : String(error),
          });
        }
        span.end();
      },
    };
  };
  return { begin, close: () => provider.shutdown() };
};

/** Sends the spans of `role` to the OTLP/HTTP receiver at `url` (OTLP 1, JSON), in batches, off the way of those who work. */
export const traceTo = (url: string, role: string) =>
  createTracer(role, new BatchSpanProcessor(new OTLPTraceExporter({ url })));
