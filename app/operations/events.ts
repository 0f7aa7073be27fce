/** The caller's own events, across all of their tasks and conversations. */
import { z } from 'zod';
import { parseDue } from '../../actors/task/due-date.ts';
import { iso } from '../../actors/task/zone.ts';
import { listEvents as listed, statedEvent, type EventFilter } from '../queries/events.ts';
import { forUser, page, pageInput, reads, wrongField } from './operation.ts';
import { paged } from './paged.ts';
import { NOT_A_MOMENT, moment } from './tasks/find.ts';

export const listEvents = forUser({
  name: 'list_events',
  summary: 'What happened to everything of yours, newest first, and how far each event has come',
  input: z.strictObject({
    task_id: z.guid().optional(),
    type: z.string().max(100).optional().describe('An event_type such as TASK_COMPLETED'),
    from: moment.optional(),
    to: moment.optional(),
    ...pageInput,
  }),
  output: page(statedEvent),
  hints: reads,
  route: { method: 'get', path: '/api/events' },
  run: async (ctx, { task_id, type, limit, cursor, ...range }) => {
    const filter: EventFilter = { aggregate_id: task_id, event_type: type, limit, cursor };
    for (const field of ['from', 'to'] as const) {
      const text = range[field];
      if (text === undefined) continue;
      const at = parseDue(text, (await ctx.user()).timezone);
      if (at === null) return wrongField(field, NOT_A_MOMENT);
      filter[field] = iso(at.at);
    }
    return paged(() => listed(ctx.db, ctx.userId, filter));
  },
});
