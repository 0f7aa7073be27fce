/** Sends a notification to its owner's own address on the internet, signed, and to nowhere else. */
import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { isPublicAddress, plainHost, webhookFlaw } from '../../operations/webhook-address.ts';
import type { Claimed } from '../../queries/deliveries.ts';
import { ATTEMPT_MS, Refused, withinAttempt, type Channel } from './channel.ts';
import { signedHeaders } from './signature.ts';

const CONNECT_MS = 5_000;
/** An answer is a status; whatever else a receiver says is read up to here (bytes), so that its connection can be kept. */
const MOST_ANSWERED = 16 * 1024;

/** The resolver's answer was one that we do not go to; its own class because undici hands it on as the cause. */
class Inward extends Error {
  override readonly name = 'Inward';
}

/**
 * Resolves for a connection that is being made, which then goes to the very address that was judged: a name that resolves
 * to something else a moment later changes nothing. One inward address among several spoils them all.
 */
const publicLookup =
  (resolve: typeof lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const [first] = addresses;
      const inward = addresses.find(({ address }) => !isPublicAddress(address));
      if (first === undefined || inward !== undefined) {
        callback(new Inward('its host name leads to an address that is not of the public internet'), '');
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

/** What is sent, the same in every attempt. */
const bodyOf = ({ notification_id, task_id, kind, text, due_at, planned_at, fired_at }: Claimed): string =>
  JSON.stringify({
    type: `notification.${kind}`,
    timestamp: fired_at,
    data: { notification_id, task_id, kind, text, due_at, planned_at, fired_at },
  });

/** Why the request came to nothing, without what an answer said: that is none of our business to show. */
const failureOf = (error: unknown): Error => {
  if (!(error instanceof Error)) return new Error('the request failed');
  if (error instanceof Inward || error.cause instanceof Inward) return new Refused('the address does not lead outside');
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return new Error('the receiver did not answer in time');
  return new Error('code' in error ? `the request failed: ${String(error.code)}` : 'the request failed');
};

export type WebhookNeeds = { openHosts: readonly string[]; now: () => Date; resolve?: typeof lookup };

/** @param needs `openHosts`: `host:port` pairs that may be reached though they are not public or not https */
export const createWebhook = ({
  openHosts,
  now,
  resolve = lookup,
}: WebhookNeeds): Channel & { close: () => Promise<void> } => {
  const limits = { connections: 4, maxResponseSize: MOST_ANSWERED, maxHeaderSize: MOST_ANSWERED };
  const guarded = new Agent({ ...limits, connect: { timeout: CONNECT_MS, lookup: publicLookup(resolve) } });
  const open = new Agent({ ...limits, connect: { timeout: CONNECT_MS } });

  const send = async (notification: Claimed): Promise<void> => {
    const { webhook_url, webhook_secret, notification_id } = notification;
    if (webhook_url === null || webhook_secret === null) throw new Refused('no webhook address is set');
    const flaw = webhookFlaw(webhook_url, openHosts);
    if (flaw !== null) throw new Refused(`the address ${flaw}`);
    const url = new URL(webhook_url);
    const isOpen = webhookFlaw(webhook_url, []) !== null;
    // An address needs no resolver, and so would never be judged by it.
    const host = plainHost(url);
    if (!isOpen && isIP(host) !== 0 && !isPublicAddress(host)) throw new Refused('the address does not lead outside');
    const body = bodyOf(notification);
    const call = async (): Promise<number> => {
      const answer = await request(url, {
        method: 'POST',
        dispatcher: isOpen ? open : guarded,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Duecourse-Webhook/1',
          ...signedHeaders(webhook_secret, notification_id, now(), body),
        },
        body,
        signal: AbortSignal.timeout(ATTEMPT_MS / 2),
      });
      await answer.body
        .dump({ limit: MOST_ANSWERED, signal: AbortSignal.timeout(ATTEMPT_MS / 4) })
        .catch(() => undefined);
      return answer.statusCode;
    };
    const status = await withinAttempt(call(), 'the request').catch((error: unknown) => {
      throw failureOf(error);
    });
    if (status === 410) throw new Refused('the receiver says that it is gone (410)');
    if (status >= 300 && status < 400)
      throw new Error(`the receiver answered ${status}; redirections are not followed`);
    if (status < 200 || status >= 300) throw new Error(`the receiver answered ${status}`);
  };

  return {
    name: 'webhook',
    obstacle: ({ webhook_url }) => (webhook_url === null ? 'no webhook address is set' : null),
    send,
    close: async () => {
      await Promise.all([guarded.close(), open.close()]);
    },
  };
};
