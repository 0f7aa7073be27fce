/** Who takes part in the system, and how each is. */
import { z } from 'zod';
import { listServices as listed, service } from '../queries/services.ts';
import { done, forUser, reads } from './operation.ts';

export const listServices = forUser({
  name: 'list_services',
  summary: 'The parts of the system, what they consume and produce, and how each was when it last said so',
  input: z.strictObject({}),
  output: z.strictObject({
    items: z.array(z.strictObject({ ...service.shape, last_heartbeat: z.string() })),
    next_cursor: z.null(),
  }),
  hints: reads,
  route: { method: 'get', path: '/api/services' },
  run: async (ctx) => done({ items: await listed(ctx.db, ctx.now().toISOString()), next_cursor: null }),
});
