/** Signing up, logging in, and what people say about themselves. */
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { recordEvent } from '../queries/edge-outbox.ts';
import { transaction, type Queryable } from '../queries/database.ts';
import {
  credentialsByEmail,
  insertUser,
  savePreferences,
  takenNames,
  touchUser,
  user,
  userForUpdate,
  type User,
} from '../queries/users.ts';
import {
  absent,
  done,
  forAnyone,
  forUser,
  reads,
  refuse,
  writes,
  wrongField,
  type Context,
  type Outcome,
  type PublicContext,
} from './operation.ts';
import { once } from './once.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { policyOf, preferenceChanges, preferences, timezone } from './preferences.ts';

const username = z.string().trim().min(3).max(50);
const email = z.email().max(254);
const shownUser = z.strictObject({ ...user.shape, created_at: z.string(), last_active: z.string() });
const session = z.strictObject({ user: shownUser, token: z.string() });

/** Tells the system what a person's choices now are. `before` is null for a new person. */
const tellPreferences = (
  tx: Queryable,
  { request, now }: PublicContext,
  { before, after }: { before: User | null; after: User },
) =>
  recordEvent(tx, 'user.preferences_changed', {
    aggregate_id: after.user_id,
    payload: {
      preferences: after.preferences,
      policy: policyOf(after.preferences),
      timezone: after.timezone,
      from_zone: before?.timezone ?? null,
      to_zone: after.timezone,
    },
    user_context: { user_id: after.user_id, via: request.via },
    correlation_id: request.correlationId,
    causation_id: request.causationId,
    traceparent: request.traceparent,
    now: now(),
  });

export const signUp = forAnyone({
  name: 'sign_up',
  summary: 'Make an account',
  input: z.strictObject({
    username,
    email,
    password: z.string().min(8).max(200),
    timezone: timezone.default('UTC'),
  }),
  output: session,
  hints: writes,
  route: { method: 'post', path: '/api/auth/signup', status: 201 },
  run: async (ctx, input) => {
    // Computed from the key: a repeated sign-up meets the account that the first one made.
    const userId = derivedCommandId(`${ctx.request.commandId}\n${input.email.toLowerCase()}`, 'sign-up');
    const password_hash = await hashPassword(input.password);
    const created = await transaction(ctx.db, async (tx) => {
      const row = await insertUser(tx, {
        user_id: userId,
        username: input.username,
        email: input.email,
        preferences: preferences.parse({}),
        timezone: input.timezone,
        password_hash,
        now: ctx.now(),
      });
      if (row !== null) await tellPreferences(tx, ctx, { before: null, after: row });
      return row;
    });
    if (created !== null) {
      ctx.announce('tasks');
      return done({ user: created, token: await ctx.tokens.issue(userId) });
    }
    const existing = await credentialsByEmail(ctx.db, input.email);
    if (existing?.user.user_id === userId) {
      const same = existing.user.username === input.username;
      if ((await verifyPassword(input.password, existing.passwordHash)) && same) {
        return done({ user: existing.user, token: await ctx.tokens.issue(userId) });
      }
      return refuse('key-reused', 'This Idempotency-Key was used for another sign-up; draw a new one');
    }
    const taken = await takenNames(ctx.db, input.username, input.email);
    const errors = taken.map((field) => ({ field, message: 'is taken; log in, or choose another' }));
    return refuse('invalid', errors.map((error) => `${error.field} ${error.message}`).join('; '), { errors });
  },
});

export const logIn = forAnyone({
  name: 'log_in',
  summary: 'Get a token for an account',
  input: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
  output: session,
  hints: reads,
  route: { method: 'post', path: '/api/auth/login' },
  run: async (ctx, input) => {
    const found = await credentialsByEmail(ctx.db, input.email);
    const right = await verifyPassword(input.password, found?.passwordHash ?? null);
    if (found === null || !right) return refuse('unauthenticated', 'No account has this e-mail address and password');
    await touchUser(ctx.db, found.user.user_id, ctx.now());
    return done({ user: found.user, token: await ctx.tokens.issue(found.user.user_id) });
  },
});

export const getMe = forUser({
  name: 'get_me',
  summary: 'Who is signed in, with preferences and time zone',
  input: z.strictObject({}),
  output: shownUser,
  hints: reads,
  route: { method: 'get', path: '/api/me' },
  run: async (ctx) => {
    const me = await ctx.user();
    await touchUser(ctx.db, ctx.userId, ctx.now());
    return done(me);
  },
});

const changes = z.strictObject({
  username: username.optional(),
  timezone: timezone.optional(),
  preferences: preferenceChanges.optional(),
});

const change = async (tx: Queryable, ctx: Context, input: z.output<typeof changes>): Promise<Outcome<User>> => {
  const before = await userForUpdate(tx, ctx.userId);
  if (before === null) return absent('user');
  const after: User = {
    ...before,
    username: input.username ?? before.username,
    timezone: input.timezone ?? before.timezone,
    preferences: preferences.parse({ ...before.preferences, ...input.preferences }),
  };
  const renamed = after.username.toLowerCase() !== before.username.toLowerCase();
  if (renamed && (await takenNames(tx, after.username, before.email)).includes('username')) {
    return wrongField('username', 'is taken; choose another');
  }
  await savePreferences(tx, ctx.userId, after);
  const toTell = ({ preferences: chosen, timezone: zone }: User): string => JSON.stringify([chosen, zone]);
  if (toTell(before) !== toTell(after)) await tellPreferences(tx, ctx, { before, after });
  return done(after);
};

export const updateMe = forUser({
  name: 'update_me',
  summary: 'Change name, time zone or preferences; a preference not named stays',
  input: changes,
  output: shownUser.extend({ command_id: z.string() }),
  hints: writes,
  route: { method: 'patch', path: '/api/me' },
  run: async (ctx, input) => {
    const parse = (stored: unknown) => shownUser.parse(stored);
    const outcome = await once(ctx, { operation: 'update_me', input, parse }, (tx) => change(tx, ctx, input));
    if (outcome.ok) ctx.announce('tasks');
    return outcome;
  },
});
