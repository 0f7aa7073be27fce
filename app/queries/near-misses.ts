/** What a person may have meant when their words found nothing: titles with words that begin so, or are spelt nearly so. */
import type { Task } from '../../actors/task/task.ts';
import { select, type Queryable } from './database.ts';
import { named } from './prepared.ts';
import { conditionSql, parameters, type Condition } from './task-conditions.ts';
import { row, taskColumns, taskOf } from './task-row.ts';

/** Of the trigrams of what was typed, the share that a stretch of the title has: one slip in a word of six leaves 0.57. */
const NEAR = 0.5;

/** The last word of `q`, as far as it is letters and digits; empty when there is none. */
const unfinishedWord = (q: string): string => /[\p{L}\p{N}]+$/u.exec(q.trim())?.[0] ?? '';

/**
 * The nearest titles first, `limit` at most and no further pages: this is help, not a list.
 * @throws {Unavailable} when Postgres cannot answer.
 */
export const nearMisses = async (
  db: Queryable,
  userId: string,
  q: string,
  where: Condition,
  limit: number,
): Promise<Task[]> => {
  const params = parameters();
  const user = params.add(userId, 'uuid');
  const words = params.add(q, 'text');
  const prefix = params.add(unfinishedWord(q), 'text');
  const condition = conditionSql(where, params);
  // The word has letters and digits alone, so nothing in it is an operator of the query.
  const begins = `(${prefix} <> '' AND search_vector @@ to_tsquery('simple', nullif(${prefix}, '') || ':*'))`;
  const branch = (mine: string): string =>
    `(SELECT ${taskColumns}, word_similarity(${words}, title) AS nearness FROM tasks
      WHERE ${mine} AND (word_similarity(${words}, title) >= ${NEAR} OR ${begins}) AND ${condition} ORDER BY nearness DESC, id LIMIT 200)`;
  const text = `SELECT ${taskColumns} FROM (
    ${branch(`user_id = ${user}`)} UNION ALL ${branch(`assignee_id = ${user} AND user_id <> ${user}`)}
  ) AS visible ORDER BY nearness DESC, id LIMIT 200`;
  const rows = await select(db, row, named(text), params.values);
  return rows.slice(0, limit).map(taskOf);
};
