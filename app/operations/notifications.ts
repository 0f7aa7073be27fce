/** A person's inbox. */
import { z } from 'zod';
import { listNotifications as listed, markNotificationRead, notification } from '../queries/notifications.ts';
import { absent, done, forUser, page, pageInput, reads, writes } from './operation.ts';
import { once } from './once.ts';
import { paged } from './paged.ts';

export const listNotifications = forUser({
  name: 'list_notifications',
  summary: 'Your inbox, newest first',
  input: z.strictObject({ unread: z.boolean().optional().describe('Only what is unread'), ...pageInput }),
  output: page(notification),
  hints: reads,
  route: { method: 'get', path: '/api/notifications' },
  run: (ctx, asked) => paged(() => listed(ctx.db, ctx.userId, asked)),
});

export const readNotification = forUser({
  name: 'read_notification',
  summary: 'Mark an entry of your inbox as read',
  input: z.strictObject({ id: z.guid() }),
  output: notification.extend({ command_id: z.string() }),
  hints: writes,
  route: { method: 'post', path: '/api/notifications/{id}/read' },
  run: (ctx, input) => {
    const parse = (stored: unknown) => notification.parse(stored);
    return once(ctx, { operation: 'read_notification', input, parse }, async (tx) => {
      const read = await markNotificationRead(tx, ctx.userId, input.id, ctx.now().toISOString());
      return read === null ? absent('notification') : done(read);
    });
  },
});
