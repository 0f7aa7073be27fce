/** Lists and tasks as MCP resources: what an assistant can have in view without calling a tool. */
import {
  McpError,
  type ReadResourceResult,
  type Resource,
  type ResourceTemplate,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { page, type Outcome } from '../operations/operation.ts';
import { task } from '../../actors/task/task.ts';

// As the specification has it for a resource there is none of.
const RESOURCE_NOT_FOUND = -32002;
const INVALID_PARAMS = -32602;
const JSON_TYPE = 'application/json';

const lists = {
  open: 'Open tasks by due date',
  completed: 'Completed tasks',
  archived: 'Archived tasks',
  deleted: 'Tasks in the trash',
} as const;
const list = z.enum(['open', 'completed', 'archived', 'deleted']);

const listUri = (name: string): string => `duecourse://lists/${name}`;
const taskUri = (id: string): string => `duecourse://tasks/${id}`;

export const templates: ResourceTemplate[] = [
  { name: 'list', title: 'A list of tasks', uriTemplate: 'duecourse://lists/{name}{?cursor}', mimeType: JSON_TYPE },
  { name: 'task', title: 'One task', uriTemplate: 'duecourse://tasks/{id}', mimeType: JSON_TYPE },
];

const tasksPage = page(task);

/** Reads through the catalogue, as the signed-in person. */
type Read = (name: 'get_task' | 'list_tasks', input: Record<string, unknown>) => Promise<Outcome<unknown>>;

const known = (outcome: Outcome<unknown>, uri: string): unknown => {
  if (outcome.ok) return outcome.value;
  const { code, message } = outcome.rejection;
  if (code === 'not-found') throw new McpError(RESOURCE_NOT_FOUND, message, { uri });
  throw new McpError(INVALID_PARAMS, message, { uri });
};

/** The lists, then the open tasks, in pages. */
export const listResources = async (
  read: Read,
  cursor: string | undefined,
): Promise<{ resources: Resource[]; nextCursor?: string }> => {
  const asked = await read('list_tasks', cursor === undefined ? {} : { cursor });
  const { items, next_cursor } = tasksPage.parse(known(asked, listUri('open')));
  const tasks = items.map(({ id, title, updated_at }) => ({
    uri: taskUri(id),
    name: title,
    mimeType: JSON_TYPE,
    annotations: { lastModified: updated_at },
  }));
  const fixed = Object.entries(lists).map(([name, title]) => ({
    uri: listUri(name),
    name,
    title,
    mimeType: JSON_TYPE,
  }));
  return {
    resources: cursor === undefined ? [...fixed, ...tasks] : tasks,
    ...(next_cursor === null ? {} : { nextCursor: next_cursor }),
  };
};

export const readResource = async (read: Read, uri: string): Promise<ReadResourceResult> => {
  const value = known(await ask(read, uri), uri);
  return { contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(value) }] };
};

const ask = (read: Read, uri: string): Promise<Outcome<unknown>> => {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  const id = url?.pathname.slice(1) ?? '';
  if (url?.protocol === 'duecourse:' && url.host === 'tasks') return read('get_task', { id });
  const name = list.safeParse(id);
  if (url?.protocol === 'duecourse:' && url.host === 'lists' && name.success) {
    const cursor = url.searchParams.get('cursor');
    return read('list_tasks', { status: name.data, ...(cursor === null ? {} : { cursor }) });
  }
  throw new McpError(RESOURCE_NOT_FOUND, 'There is no such resource', { uri });
};
