/** Proves that audit, read model and actor store agree on every task, and says where they do not. */
import { parseDocument, type TaskDocument } from '../../actors/document.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { same } from '../../actors/task/hash.ts';
import { fold, verifyChain } from '../../actors/task/history.ts';
import { upcast } from '../../actors/task/upcast.ts';
import type { Database } from '../queries/database.ts';
import { knownTaskIds, testimonies, unknownCauses, type Testimony } from '../queries/proof.ts';
import { hasStoredDocuments } from '../queries/upkeep.ts';

/** Something that is wrong with a task; `sequence` when it is one event's. */
export type Finding = { task_id: string; sequence?: number; finding: string };
export type Proof = { tasks: number; events: number; findings: Finding[] };

const PAGE = 100;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** How far apart the clocks of two machines may be. */
const SKEW_MS = 5 * 60_000;

/** What one task's testimonies contradict each other in. Pure: the same testimony has the same findings. */
export const findingsOf = (testimony: Testimony): Finding[] => {
  const { id, events, projected, document: kept } = testimony;
  const findings: Finding[] = [];
  const find = (finding: string, sequence?: number): void =>
    void findings.push({ task_id: id, ...(sequence === undefined ? {} : { sequence }), finding });

  const history: TaskEvent[] = [];
  for (const [index, { event, agrees, recorded_at }] of events.entries()) {
    const read = upcast(event);
    if (!read.ok) find(`audit: the event cannot be read: ${read.reason}`, index + 1);
    else history.push(read.event);
    if (!agrees) find('audit: the row does not say what its event says', index + 1);
    const ahead = read.ok && Date.parse(read.event.timestamp) - Date.parse(recorded_at) > SKEW_MS;
    if (ahead) find('audit: the event says it was made over five minutes after it was recorded', index + 1);
  }
  for (const { sequence, flaw } of verifyChain(history)) find(`audit: the event ${flaw}`, sequence);
  if (findings.length > 0) return findings;

  const last = history.at(-1);
  if (last === undefined) find('audit: there is no event of this task');
  if (last !== undefined && projected === null) find('read model: the task is missing');
  if (last !== undefined && projected !== null) {
    const { task, sequence } = projected;
    if (sequence !== last.sequence) find(`read model: is at sequence ${sequence}, the audit at ${last.sequence}`);
    else for (const name of differing(task, last.payload.task)) find(`read model: ${name} is not what the audit says`);
  }
  if (kept !== null) {
    const document = read(kept);
    if (document === null) find('actor: its document cannot be read');
    else if (document.state.sequence !== (last?.sequence ?? 0))
      find(`actor: is at sequence ${document.state.sequence}, the audit at ${last?.sequence ?? 0}`);
    else if (last !== undefined && !same(document.state, fold(history)))
      find('actor: its state is not what its history leads to');
  }
  return findings;
};

/** What the actor's shell remembers beside the state (retries, debts) proves nothing about the task. */
const read = (document: string): TaskDocument | null => {
  try {
    return parseDocument(document);
  } catch {
    return null;
  }
};

const differing = (one: Record<string, unknown>, other: Record<string, unknown>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !same(one[name], other[name])).sort();

const causesOf = ({ events }: Testimony): { sequence: number; cause: string }[] =>
  events.flatMap(({ event }) => {
    const read = upcast(event);
    return read.ok && read.event.causation_id !== null
      ? [{ sequence: read.event.sequence, cause: read.event.causation_id }]
      : [];
  });

/**
 * Looks at all tasks, or at `only`. What seems wrong while events are on their way is looked at again: after each pause of
 * `settle`, up to three times, only what still stands is kept.
 */
export const verify = async (
  db: Database,
  { only, settle = () => Promise.resolve() }: { only?: readonly string[]; settle?: () => Promise<void> } = {},
): Promise<Proof> => {
  const withDocuments = await hasStoredDocuments(db);
  const look = async (ids: readonly string[]): Promise<Proof> => {
    const found = await testimonies(db, ids, withDocuments);
    const unknown = new Set(
      await unknownCauses(
        db,
        found.flatMap((one) => causesOf(one).map(({ cause }) => cause)),
      ),
    );
    const findings = found.flatMap((one) => [
      ...findingsOf(one),
      ...causesOf(one)
        .filter(({ cause }) => unknown.has(cause))
        .map(({ sequence }) => ({ task_id: one.id, sequence, finding: 'audit: its cause is no event of the audit' })),
    ]);
    return { tasks: ids.length, events: found.reduce((sum, one) => sum + one.events.length, 0), findings };
  };

  const proof: Proof = { tasks: 0, events: 0, findings: [] };
  for await (const ids of only === undefined ? pagesOfIds(db, withDocuments) : pagesOf(only)) {
    const page = await look(ids);
    proof.tasks += page.tasks;
    proof.events += page.events;
    proof.findings.push(...page.findings);
  }
  for (let again = 0; again < 3 && proof.findings.length > 0; again++) {
    await settle();
    const doubtful = [...new Set(proof.findings.map(({ task_id }) => task_id))];
    proof.findings = [];
    for (const ids of pagesOf(doubtful)) proof.findings.push(...(await look(ids)).findings);
  }
  return proof;
};

function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let n = 0; n < ids.length; n += PAGE) yield ids.slice(n, n + PAGE);
}

async function* pagesOfIds(db: Database, withDocuments: boolean): AsyncGenerator<string[]> {
  for (let after = BEFORE_ALL; ;) {
    const ids = await knownTaskIds(db, after, PAGE, withDocuments);
    if (ids.length > 0) yield ids;
    const last = ids.at(-1);
    if (ids.length < PAGE || last === undefined) return;
    after = last;
  }
}
