/** Reads the JSON body of a call from the sidecar, up to a limit. */
import type { ChannelRequest } from './channel.ts';

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

/** @returns the parsed body, undefined when there is none. @throws {BadBody}, or the error of a connection that broke. */
export const readJson = (request: ChannelRequest, limit = LIMIT): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    // Events, because iterating a stream costs twice as much as all the rest of a small call.
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
    });
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new BadBody(400, 'the body was cut off'));
    });
    request.once('end', () => {
      if (length > limit) {
        reject(new BadBody(413, `the body is longer than ${limit} bytes`));
        return;
      }
      if (length === 0) {
        resolve(undefined);
        return;
      }
      try {
        resolve(JSON.parse(Buffer.concat(chunks, length).toString('utf8')) satisfies unknown);
      } catch {
        reject(new BadBody(400, 'the body is not JSON'));
      }
    });
  });
