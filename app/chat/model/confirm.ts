/** What a model may do by itself, and what only the person's own word allows, whatever the model says. */
import { isDeepStrictEqual } from 'node:util';
import { uuid } from '../../../actors/task/task.ts';
import type { AnyOperation } from '../../operations/operation.ts';
import { categoriesOf } from '../../queries/categories.ts';
import { filtersOf } from '../../queries/filters.ts';
import { tasksByIds } from '../../queries/tasks.ts';
import type { Database } from '../../queries/database.ts';
import { toolCallOf } from '../acts.ts';
import type { Act } from '../language/index.ts';
import type { Proposal, Proposed } from './plan.ts';

/** A call whose arguments could be read. */
export type Readable = { operation: AnyOperation; input: Record<string, unknown> };

const WAIT_MS = 15 * 60_000;
const MINUTES = WAIT_MS / 60_000;
/** As many existing tasks as one message may change unasked, where the person did not name them. */
const MOST_UNASKED = 3;
const MOST_LISTED = 200;

/**
 * Not destructive by name and grave all the same: undoing takes away what was added, archiving hides, assigning shows a task to
 * somebody else, and what is known of the person is theirs to change.
 */
const grave = new Set(['undo_task', 'archive_task', 'assign_task', 'update_me']);

const idOf = ({ input }: Readable): string | null => (typeof input['id'] === 'string' ? input['id'] : null);

/** Whether the person's own sentence, understood without the model, asks for this of the same thing. */
const wasMeant = ({ operation, input }: Readable, acts: readonly Act[]): boolean =>
  acts.map(toolCallOf).some(({ tool, arguments: said }) => tool === operation.name && said['id'] === input['id']);

/** Whether it asks for exactly this: the same arguments and no others. */
const wasSaid = ({ operation, input }: Readable, acts: readonly Act[]): boolean =>
  acts.map(toolCallOf).some(({ tool, arguments: said }) => tool === operation.name && isDeepStrictEqual(said, input));

/**
 * A call of a model that takes something back, as the very command that the person's sentence takes back: a model knows the
 * task and not the command. Every other call is left as it is.
 */
export const asMeant = (one: Readable, acts: readonly Act[]): Readable => {
  if (one.operation.name !== 'undo_task' || one.input['command_id'] !== undefined) return one;
  const meant = acts.find((act) => act.op === 'undo' && act.target.id === one.input['id']);
  return meant === undefined ? one : { ...one, input: toolCallOf(meant).arguments };
};

const isGrave = ({ operation, input }: Readable): boolean =>
  operation.hints.destructive || grave.has(operation.name) || (input['assignee_id'] ?? null) !== null;

const changesTask = ({ operation }: Readable): boolean =>
  operation.versioned === true && !operation.hints.readOnly && 'id' in operation.input.shape;

/**
 * Which calls of a step wait for the person.
 * @param acts what the person's sentence means without the model
 * @param touched ids of existing tasks that this turn has changed already
 * @param made ids of tasks that this turn has made
 */
export const waiting = <Given extends Readable>(
  calls: readonly Given[],
  { acts, touched, made }: { acts: readonly Act[]; touched: ReadonlySet<string>; made: ReadonlySet<string> },
): Set<Given> => {
  const changing = calls.filter((one) => changesTask(one) && !wasMeant(one, acts) && !made.has(idOf(one) ?? ''));
  const all = new Set([...touched, ...changing.flatMap((one) => idOf(one) ?? [])]);
  const many = all.size > MOST_UNASKED ? changing : [];
  return new Set([...calls.filter((one) => isGrave(one) && !wasSaid(one, acts)), ...many]);
};

/** What a call is about, by name, as the person knows it; null when there is no such thing of theirs. */
export const nameFor = async (db: Database, userId: string, one: Readable): Promise<Proposed | null> => {
  const { operation, input } = one;
  const proposed = (named: string, version: number | null): Proposed => ({
    tool: operation.name,
    arguments: input,
    named,
    version,
  });
  const id = idOf(one);
  if (id === null) return 'id' in operation.input.shape ? null : proposed('', null);
  if (!uuid.safeParse(id).success) return null;
  if (operation.name === 'delete_category') {
    const found = await categoriesOf(db, userId, { limit: MOST_LISTED, after: null });
    const name = found.find(({ category_id }) => category_id === id)?.name;
    return name === undefined ? null : proposed(name, null);
  }
  if (operation.name === 'delete_filter') {
    const found = await filtersOf(db, userId, { limit: MOST_LISTED, after: null });
    const name = found.find(({ filter_id }) => filter_id === id)?.name;
    return name === undefined ? null : proposed(name, null);
  }
  const task = (await tasksByIds(db, userId, [id]))[0];
  return task === undefined ? null : proposed(task.title, task.version);
};

export const proposalOf = (calls: Proposed[], now: Date): Proposal | null =>
  calls.length === 0 ? null : { calls, expires: new Date(now.getTime() + WAIT_MS).toISOString() };

const wordsOf = ({ tool, arguments: args, named }: Proposed): string => {
  const rest = Object.entries(args).filter(([name]) => name !== 'id');
  const what = tool.replaceAll('_', ' ');
  const more = rest.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ');
  // A title is one line here, whatever it holds: it must not look like another entry of this list.
  const quoted = named === '' ? '' : ` “${named.replaceAll(/\s+/g, ' ')}”`;
  return `- ${what}${quoted}${more === '' ? '' : `: ${more}`}`;
};

/** The question, in our words and never the model's: exactly what a yes allows. */
export const questionFor = ({ calls }: Proposal): string =>
  [
    'This needs your word first:',
    ...calls.map(wordsOf),
    `Answer “yes” within ${String(MINUTES)} minutes and it is done; anything else leaves it all as it is.`,
  ].join('\n');

const YES = /^(?:yes|yep|yeah|y|ok|okay|sure|confirm(?:ed)?|do it|go ahead|please do)(?:,? please)?[\s.!]*$/i;

/** The calls that `text`, said next and at `at`, allows; none when it is no plain yes or comes too late. */
export const allowedBy = (proposal: Proposal | null, text: string, at: string): Proposed[] =>
  proposal !== null && YES.test(text.trim()) && Date.parse(at) <= Date.parse(proposal.expires) ? proposal.calls : [];
