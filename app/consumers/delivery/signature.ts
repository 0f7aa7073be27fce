/** How a webhook proves that it comes from here: the scheme of Standard Webhooks 1.0.0, which receivers have libraries for. */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The headers of one attempt: the id stays the same over all of them, the time is the attempt's own (seconds), and the
 * signature is HMAC-SHA256 over `id.time.body` under the bytes that the secret stands for, as base64.
 * @param secret `whsec_` and base64
 */
export const signedHeaders = (secret: string, id: string, at: Date, body: string): Record<string, string> => {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
};
