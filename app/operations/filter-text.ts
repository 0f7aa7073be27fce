/** From what somebody writes as a filter, or the id of one they saved, to the condition their list is read with. */
import { uuid } from '../../actors/task/task.ts';
import { conditionOf, meaning } from '../filters/condition.ts';
import { FilterError, type Expression } from '../filters/expression.ts';
import { parseFilter } from '../filters/parse.ts';
import { categoryByName } from '../queries/categories.ts';
import { filterById } from '../queries/filters.ts';
import type { Condition } from '../queries/task-conditions.ts';
import type { User } from '../queries/users.ts';
import { done, wrongField, type Context, type Outcome } from './operation.ts';

const WEEK_STARTS = { MO: 0, SU: 6, SA: 5 } as const;

/** Whose filter it is and what its days are counted from; `now` in milliseconds since 1970. */
export const hereFor = ({ user_id, timezone, preferences }: User, now: number) => ({
  now,
  zone: timezone,
  weekStart: WEEK_STARTS[preferences.week_start],
  userId: user_id,
});

/** @returns the filter's tree, or where in `field` it is wrong: also in naming a category that there is none of */
export const checkedFilter = async (ctx: Context, field: string, text: string): Promise<Outcome<Expression>> => {
  const parsed = parsedFilter(field, text);
  if (!parsed.ok) return parsed;
  for (const { name, at } of categoriesIn(parsed.value)) {
    if ((await categoryByName(ctx.db, ctx.userId, name)) === null) {
      return wrongField(field, 'is the name of none of your categories; list_categories has them', at);
    }
  }
  return parsed;
};

const parsedFilter = (field: string, text: string): Outcome<Expression> => {
  try {
    return done(parseFilter(text));
  } catch (error) {
    if (error instanceof FilterError) return wrongField(field, error.message, error.position);
    throw error;
  }
};

const categoriesIn = (expression: Expression): { name: string; at: number }[] => {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.flatMap(categoriesIn);
    case 'not':
      return categoriesIn(expression.of);
    case 'category':
      return expression.name === null ? [] : [{ name: expression.name, at: expression.at }];
    default:
      return [];
  }
};

/**
 * The condition of a filter for the caller at this moment.
 * @param given its text, or the id of a saved one
 * @param scoped whether the filter decides too if what is completed, archived or deleted belongs to the list
 */
export const filterCondition = async (ctx: Context, given: string, scoped: boolean): Promise<Outcome<Condition>> => {
  const expression = uuid.safeParse(given).success
    ? await savedFilter(ctx, given)
    : await checkedFilter(ctx, 'filter', given);
  if (!expression.ok) return expression;
  const here = hereFor(await ctx.user(), ctx.now().getTime());
  return done((scoped ? conditionOf : meaning)(expression.value, here));
};

/** What was right when it was saved may name a category that is gone since; then it finds nothing there. */
const savedFilter = async (ctx: Context, id: string): Promise<Outcome<Expression>> => {
  const saved = await filterById(ctx.db, ctx.userId, id);
  return saved === null
    ? wrongField('filter', 'is the id of none of your saved filters; list_filters has them')
    : parsedFilter('filter', saved.query);
};
