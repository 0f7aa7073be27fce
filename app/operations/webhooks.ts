/** Where a person has their notifications sent, beside their inbox: one address, and the secret by which it knows them. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { deleteWebhook, saveWebhook, webhookOf, webhookSecret } from '../queries/webhooks.ts';
import { absent, destroys, done, forUser, reads, writes, wrongField } from './operation.ts';
import { once } from './once.ts';
import { webhookFlaw } from './webhook-address.ts';

const webhook = z.strictObject({ url: z.string(), created_at: z.string() });
const route = '/api/me/webhook';

export const getWebhook = forUser({
  name: 'get_webhook',
  summary: 'Where your notifications are sent when the channel webhook is on; the secret is not shown again',
  input: z.strictObject({}),
  output: webhook,
  hints: reads,
  route: { method: 'get', path: route },
  run: async (ctx) => {
    const found = await webhookOf(ctx.db, ctx.userId);
    return found === null ? absent('webhook') : done(found);
  },
});

export const setWebhook = forUser({
  name: 'set_webhook',
  summary: 'Have your notifications sent to an address of yours, signed with a new secret that only this answer shows',
  input: z.strictObject({ url: z.string().max(2_000).describe('https, on port 443 of a host of the public internet') }),
  output: webhook.extend({
    command_id: z.string(),
    secret: z.string().nullable().describe('whsec_ and base64; null when the webhook has been replaced since'),
  }),
  hints: writes,
  route: { method: 'post', path: route, status: 201 },
  run: async (ctx, input) => {
    const flaw = webhookFlaw(input.url, ctx.webhookOpenHosts);
    if (flaw !== null) return wrongField('url', flaw);
    const { commandId } = ctx.request;
    const parse = (stored: unknown) => webhook.parse(stored);
    const outcome = await once(ctx, { operation: 'set_webhook', input, parse }, async (tx) => {
      const made = { url: new URL(input.url).href, created_at: ctx.now().toISOString() };
      const secret = `whsec_${randomBytes(24).toString('base64')}`;
      await saveWebhook(tx, { userId: ctx.userId, url: made.url, secret, commandId, now: made.created_at });
      return done(made);
    });
    if (!outcome.ok) return outcome;
    // It is not kept with the command's result: one copy of a secret is enough.
    return done({ ...outcome.value, secret: await webhookSecret(ctx.db, ctx.userId, commandId) });
  },
});

export const removeWebhook = forUser({
  name: 'remove_webhook',
  summary: 'Have nothing sent to your address any more, and forget it and its secret',
  input: z.strictObject({}),
  output: webhook.extend({ command_id: z.string() }),
  hints: destroys,
  route: { method: 'delete', path: route },
  run: (ctx, input) => {
    const parse = (stored: unknown) => webhook.parse(stored);
    return once(ctx, { operation: 'remove_webhook', input, parse }, async (tx) => {
      const removed = await deleteWebhook(tx, ctx.userId);
      return removed === null ? absent('webhook') : done(removed);
    });
  },
});
