/** How work is seen from outside: as spans of a trace, tied together by W3C `traceparent`s that are handed on, never looked up. */

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work, as OpenTelemetry knows it. */
export type Span = {
  /** Of few values: what is particular goes into attributes. */
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** The span this one is part of. */
  parent: string | undefined;
  /** What led to this one long ago, in a trace of its own. */
  link?: string | undefined;
  /** Whether it may begin a trace where it has no parent; without either there is nothing to see. */
  begins?: boolean;
  attributes?: Attributes;
};

/** What is known of a span only when its work is done. An error, or a 5xx, marks it as failed. */
export type Told = { name?: string; attributes?: Attributes; error?: unknown };

/** `traceparent` is for whatever the work calls, says or leaves behind. */
export type Begun = { readonly traceparent: string | undefined; readonly end: (told?: Told) => void };

export type Begin = (span: Span) => Begun;

const nothing = (): void => undefined;

/** Without tracing: what came is handed on, and that is all. */
export const untraced: Begin = ({ parent, link }) => ({ traceparent: parent ?? link, end: nothing });

/** Runs `work` as `span`. `tell` adds what is known only afterwards; a throw is told by itself. */
export const during = async <T>(
  begin: Begin,
  span: Span,
  work: (traceparent: string | undefined, tell: (told: Told) => void) => Promise<T>,
): Promise<T> => {
  const { traceparent, end } = begin(span);
  let told: Told | undefined;
  try {
    return await work(traceparent, (more) => {
      told = more;
    });
  } catch (error) {
    told = { ...told, error };
    throw error;
  } finally {
    end(told);
  }
};

/** `thing` in the context of `traceparent`; the thing itself where it is there already. */
export const inTrace = <T extends { traceparent?: string | undefined }>(
  thing: T,
  traceparent: string | undefined,
): T => (traceparent === undefined || traceparent === thing.traceparent ? thing : { ...thing, traceparent });
