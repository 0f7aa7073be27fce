/** Reading and tidying what was said. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { absent, done, forUser, page, pageInput, reads, writes, type AnyOperation } from '../operations/operation.ts';
import { once } from '../operations/once.ts';
import { paged } from '../operations/paged.ts';
import {
  conversation,
  conversationById,
  listConversations as listed,
  listMessages as said,
  message,
  updateConversation as updated,
} from '../queries/conversations.ts';

const status = conversation.shape.status;

const listConversations = forUser({
  name: 'list_conversations',
  summary: 'Your conversations, the latest first',
  input: z.strictObject({ status: status.optional(), ...pageInput }),
  output: page(conversation),
  hints: reads,
  route: { method: 'get', path: '/api/conversations' },
  run: (ctx, asked) => paged(() => listed(ctx.conversations, ctx.userId, asked)),
});

const listMessages = forUser({
  name: 'list_messages',
  summary: 'What was said in a conversation, from its beginning',
  input: z.strictObject({ id: uuid, ...pageInput }),
  output: page(message),
  hints: reads,
  route: { method: 'get', path: '/api/conversations/{id}/messages' },
  run: async (ctx, { id, ...asked }) =>
    (await conversationById(ctx.conversations, ctx.userId, id)) === null
      ? absent('conversation')
      : paged(() => said(ctx.conversations, id, asked)),
});

const updateConversation = forUser({
  name: 'update_conversation',
  summary: 'Rename a conversation, put it away or take it up again',
  input: z.strictObject({ id: uuid, title: z.string().trim().min(1).max(255).optional(), status: status.optional() }),
  output: conversation.extend({ command_id: z.string() }),
  hints: writes,
  route: { method: 'patch', path: '/api/conversations/{id}' },
  run: (ctx, input) => {
    const { id, ...changes } = input;
    const parse = (stored: unknown) => conversation.parse(stored);
    return once(ctx, { operation: 'update_conversation', input, parse, db: ctx.conversations }, async (tx) => {
      const changed = await updated(tx, ctx.userId, id, changes, ctx.now());
      return changed === null ? absent('conversation') : done(changed);
    });
  },
});

export const conversationOperations: readonly AnyOperation[] = [listConversations, listMessages, updateConversation];
