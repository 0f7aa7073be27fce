/** Reads the JSON body of a call from the sidecar, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** Far above the largest command there is (a task with all its fields full), far below what would hurt. */
const LIMIT = 1_048_576;

/** A body that is too long, or not JSON: `status` is the HTTP answer. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** @returns the parsed body, undefined when there is none. @throws {BadBody} */
export const readJson = async (request: IncomingMessage, limit = LIMIT): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new BadBody(400, 'the body is not bytes');
    length += chunk.length;
    if (length > limit) throw new BadBody(413, `the body is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks, length).toString('utf8')) satisfies unknown;
  } catch {
    throw new BadBody(400, 'the body is not JSON');
  }
};
