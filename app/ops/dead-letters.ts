/** Sends dead letters again, by the way they came, after whatever could not read them has been mended. */
import { components } from '../dapr/component-names.ts';
import type { SidecarHttp } from '../dapr/sidecar-http.ts';
import { Unavailable } from '../operations/ports.ts';
import { markRedriven, waitingDeadLetters, type DeadLetter } from '../queries/dead-letters.ts';
import type { Database } from '../queries/database.ts';

const TIMEOUT_MS = 10_000;

/** Every dead letter that waits, oldest first, a page at a time. */
export async function* deadLetters(db: Database): AsyncGenerator<DeadLetter> {
  for (let after = '0'; ;) {
    const page = await waitingDeadLetters(db, after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.dead_letter_id;
  }
}

/**
 * Puts the waiting letters back on their topics, byte for byte. All groups see them; those that have them drop them, and a
 * letter that still cannot be read comes back and counts one more.
 * @returns how many were sent. @throws {Unavailable} when the broker takes no more; what was sent is marked.
 */
export const redrive = async (db: Database, { request }: SidecarHttp): Promise<number> => {
  let sent = 0;
  // The same poison lies here once for each consumer; once on its topic is enough.
  const again = new Set<string>();
  for await (const { dead_letter_id, topic, body, times } of deadLetters(db)) {
    const same = `${topic}\n${body}`;
    if (!again.has(same)) {
      const { status, body: answer } = await request({
        method: 'POST',
        path: `/v1.0/publish/${components.pubsub}/${topic}?metadata.rawPayload=true`,
        body,
        timeoutMs: TIMEOUT_MS,
      });
      if (status >= 300) throw new Unavailable('broker', new Error(`${topic}: ${status} ${answer.slice(0, 300)}`));
      again.add(same);
      sent++;
    }
    await markRedriven(db, dead_letter_id, times);
  }
  return sent;
};
