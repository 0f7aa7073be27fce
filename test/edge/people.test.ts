/** Accounts, and that nothing of one person's reaches another, by any route of the catalogue. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignJWT } from 'jose';
import { tell } from '../../app/queries/notifications.ts';
import { listen } from '../support/events.ts';
import { caller, startInstallation, type Installation, type Person } from './installation.ts';

let edge: Installation;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  edge = await startInstallation();
  [ada, eve] = await Promise.all([edge.person('ada'), edge.person('eve')]);
});
afterAll(() => edge.close());

const signUp = (body: object, headers: Record<string, string> = {}) =>
  edge.call('POST', '/api/auth/signup', body, headers);
const logIn = (email: string, password: string) => edge.call('POST', '/api/auth/login', { email, password });

describe('signing up', () => {
  const good = { username: 'grace', email: 'Grace@Example.org', password: 'hopper-1906', timezone: 'America/New_York' };

  it('gives a user without the password, and a token that works', async () => {
    const { status, body } = await signUp(good, { 'idempotency-key': 'grace-1' });
    expect(status).toBe(201);
    expect(body.user).toMatchObject({ username: 'grace', email: 'grace@example.org', timezone: 'America/New_York' });
    expect(JSON.stringify(body)).not.toMatch(/hopper|scrypt|hash/);
    const me = await caller(edge.url, body.token)('GET', '/api/me');
    expect(me.body).toMatchObject({ username: 'grace', preferences: { week_start: 'MO' } });
  });

  it('is repeated under its key, and refused under another', async () => {
    const again = await signUp(good, { 'idempotency-key': 'grace-1' });
    expect([again.status, (again.body as object as { user: { username: string } }).user.username]).toEqual([
      201,
      'grace',
    ]);
    const other = await signUp(good, { 'idempotency-key': 'grace-2' });
    expect([other.status, other.body.errors.map(({ field }) => field).sort()]).toEqual([422, ['email', 'username']]);
    const stolen = await signUp({ ...good, password: 'guessing-it' }, { 'idempotency-key': 'grace-1' });
    expect(stolen.status).toBe(422);
  });

  it.each([
    ['username', { username: 'ab' }],
    ['username', { username: 'x'.repeat(51) }],
    ['email', { email: 'nowhere' }],
    ['password', { password: 'short' }],
    ['timezone', { timezone: '+02:00' }],
    ['timezone', { timezone: 'Europe/Atlantis' }],
    ['role', { role: 'admin' }],
  ])('names %s when it is wrong: %j', async (field, wrong) => {
    const { status, body } = await signUp({ ...good, username: 'hedy', email: 'hedy@example.org', ...wrong });
    expect([status, body.errors.map((error) => error.field)]).toEqual([422, [field]]);
  });

  it('leaves an event for the rest of the system', async () => {
    const told = () => edge.published.filter(({ aggregate_id }) => aggregate_id === ada.id);
    await expect.poll(() => told().length).toBe(1);
    expect(told()[0]).toMatchObject({
      event_type: 'USER_PREFERENCES_CHANGED',
      sequence: 1,
      previous_hash: null,
      payload: { to_zone: 'Europe/Berlin', from_zone: null, policy: { default_offsets: ['PT1H'] } },
    });
  });
});

describe('logging in', () => {
  it('takes the right password in any case of the address, and no other', async () => {
    expect((await logIn('ADA@example.org', 'correct horse')).status).toBe(200);
    const wrong = await logIn('ada@example.org', 'wrong horse');
    const nobody = await logIn('nobody@example.org', 'wrong horse');
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.body.detail).toBe(nobody.body.detail);
  });

  it('slows down whoever guesses, and nobody else', async () => {
    const guesses = await Promise.all(Array.from({ length: 14 }, (_, n) => logIn('eve@example.org', `guess ${n}`)));
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4);
    const late = await logIn('eve@example.org', 'correct horse');
    expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await logIn('ada@example.org', 'correct horse')).status).toBe(200);
  });

  it('refuses forged, foreign and expired tokens', async () => {
    const sign = (secret: string, issuer: string, expires: string) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(ada.id)
        .setIssuer(issuer)
        .setAudience('duecourse-edge')
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(secret));
    const ours = 'a secret of at least thirty-two characters';
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${ada.token.split('.')[1] ?? ''}.`;
    const bad = [
      await sign('another secret of thirty-two characters!', 'duecourse', '1h'),
      await sign(ours, 'somebody', '1h'),
      await sign(ours, 'duecourse', '-1h'),
      none,
      `${ada.token}x`,
      'nonsense',
    ];
    for (const token of bad) expect((await caller(edge.url, token)('GET', '/api/me')).status).toBe(401);
    expect((await caller(edge.url, await sign(ours, 'duecourse', '1h'))('GET', '/api/me')).status).toBe(200);
    const answer = await edge.call('GET', '/api/tasks');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
  });
});

describe('preferences', () => {
  it('change one by one, under a key, and tell the system', async () => {
    const before = edge.published.length;
    const change = { timezone: 'Asia/Karachi', preferences: { quiet_hours: { from: '22:00', to: '07:00' } } };
    const first = await ada.call('PATCH', '/api/me', change, { 'idempotency-key': 'zone-1' });
    expect(first.body).toMatchObject({
      timezone: 'Asia/Karachi',
      preferences: { locale: 'en-GB' },
      command_id: 'zone-1',
    });
    await ada.call('PATCH', '/api/me', { timezone: 'Europe/Berlin' });
    const again = await ada.call('PATCH', '/api/me', change, { 'idempotency-key': 'zone-1' });
    expect(again.body).toEqual(first.body);
    expect((await ada.call('GET', '/api/me')).body.timezone).toBe('Europe/Berlin');
    await expect.poll(() => edge.published.length - before).toBe(2);
    const [out, back] = edge.published.slice(before);
    expect(out?.payload).toMatchObject({ from_zone: 'Europe/Berlin', to_zone: 'Asia/Karachi' });
    expect([back?.sequence, back?.previous_hash]).toEqual([3, expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it('are refused where they are wrong', async () => {
    const wrong = async (preferences: object) =>
      (await ada.call('PATCH', '/api/me', { preferences })).body.errors.map(({ field }) => field);
    expect(await wrong({ default_reminder_time: '25:00' })).toEqual(['preferences.default_reminder_time']);
    expect(await wrong({ default_reminder_offsets: ['an hour'] })).toEqual(['preferences.default_reminder_offsets.0']);
    expect(await wrong({ locale: 'klingon language' })).toEqual(['preferences.locale']);
    expect((await ada.call('PATCH', '/api/me', { username: 'EVE' })).body.errors[0]?.field).toBe('username');
  });
});

describe('categories and filters', () => {
  it('are made once, listed in pages by name, renamed and removed', async () => {
    const key = { 'idempotency-key': 'cat-1' };
    const made = await ada.call('POST', '/api/categories', { name: 'Work' }, key);
    expect(made.status).toBe(201);
    expect((await ada.call('POST', '/api/categories', { name: 'Work' }, key)).body).toEqual(made.body);
    expect((await ada.call('POST', '/api/categories', { name: 'work' })).body.errors[0]?.field).toBe('name');
    expect((await ada.call('POST', '/api/categories', { name: 'Play' }, key)).status).toBe(422);
    await ada.call('POST', '/api/categories', { name: 'Home' });
    const first = await ada.call('GET', '/api/categories?limit=1');
    expect(first.body.items.map(({ name }) => name)).toEqual(['Home']);
    const second = await ada.call('GET', `/api/categories?limit=1&cursor=${first.body.next_cursor ?? ''}`);
    expect([second.body.items.map(({ name }) => name), second.body.next_cursor]).toEqual([['Work'], null]);
    const path = `/api/categories/${made.body.category_id}`;
    expect((await ada.call('PATCH', path, { name: 'Office' })).body.name).toBe('Office');
    const task = await ada.call('POST', '/api/tasks', { title: 'filed', category_id: made.body.category_id });
    expect(task.status).toBe(201);
    const titles = async (filter: string) =>
      (await ada.call('GET', `/api/tasks?filter=${encodeURIComponent(filter)}`)).body.items.map(({ title }) => title);
    expect(await titles('category: office')).toEqual(['filed']);
    expect((await ada.call('DELETE', path)).status).toBe(200);
    expect((await ada.call('DELETE', path)).status).toBe(404);
    expect(await titles('no category & search: filed')).toEqual(['filed']);
  });

  it('keeps filters', async () => {
    const made = await ada.call('POST', '/api/filters', { name: 'soon', query: '#home & !high' });
    expect(made.status).toBe(201);
    expect((await ada.call('GET', '/api/filters')).body.items.map(({ name }) => name)).toEqual(['soon']);
    expect((await ada.call('DELETE', `/api/filters/${made.body.filter_id}`)).status).toBe(200);
  });

  it('lists by a filter that was saved, or written on the spot, on the day it is asked', async () => {
    const [fay, stranger] = [await edge.person('fay', 'America/New_York'), await edge.person('stranger')];
    const add = (title: string, fields: object) => fay.call('POST', '/api/tasks', { title, ...fields });
    const [one, two] = [2, 3].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
    await add('first', { due_date: one, tags: ['home'] });
    await add('second', { due_date: `${two}T23:30`, tags: ['home'], priority: 'HIGH' });
    const { body: third } = await add('third', { due_date: two, tags: ['Home'] });
    await add('never', {});
    await fay.call('POST', `/api/tasks/${third.id}/complete`, {});
    const { body: saved } = await fay.call('POST', '/api/filters', { name: 'now', query: 'today & #home' });
    const list = (filter: string, more = '') =>
      fay.call('GET', `/api/tasks?filter=${encodeURIComponent(filter)}${more}`);
    const titles = async (filter: string, more = '') => (await list(filter, more)).body.items.map(({ title }) => title);
    try {
      // Still the evening of the first day in New York.
      edge.clock.now = new Date(`${two}T02:00:00Z`);
      expect(await titles(saved.filter_id)).toEqual(['first']);
      edge.clock.now = new Date(`${two}T12:00:00Z`);
      expect(await titles(saved.filter_id)).toEqual(['second']);
      expect(await titles('overdue | no due')).toEqual(['first', 'never']);
      expect(await titles('today & !high & (open | done)')).toEqual(['third']);
      expect(await titles('#home', '&status=completed')).toEqual(['third']);
      expect(await titles('#home', '&limit=1&sort=-due_date')).toEqual(['second']);
      expect((await fay.call('GET', `/api/tasks?tag=HOME`)).body.items).toHaveLength(2);
    } finally {
      edge.clock.now = null;
    }
    const theirs = await stranger.call('GET', `/api/tasks?filter=${saved.filter_id}`);
    expect([theirs.status, theirs.body.errors[0]?.field]).toEqual([422, 'filter']);
  });

  it('says where a filter is wrong, before it is saved and when it is tried', async () => {
    const query = 'due before frday & #home';
    const saved = await ada.call('POST', '/api/filters', { name: 'wrong', query });
    expect([saved.status, saved.body.errors]).toEqual([
      422,
      [{ field: 'query', message: expect.stringContaining('“frday” is not a date'), position: 11 }],
    ]);
    const tried = await ada.call('GET', `/api/tasks?filter=${encodeURIComponent('#home & category: Nowhere')}`);
    expect([tried.status, tried.body.errors[0]?.position]).toEqual([422, 18]);
    expect((await ada.call('GET', `/api/tasks?filter=${'('.repeat(900)}`)).body.errors[0]?.position).toBe(20);
    expect((await ada.call('GET', `/api/tasks?filter=${'a'.repeat(1001)}`)).body.errors[0]?.field).toBe('filter');
    expect((await ada.call('GET', '/api/filters')).body.items).toEqual([]);
  });
});

describe('one person and another', () => {
  it('meet only in what is not there', async () => {
    const secret = 'a secret nobody else may read';
    const { body: task } = await ada.call('POST', '/api/tasks', {
      title: secret,
      recurrence_rule: 'FREQ=DAILY',
      due_date: `${new Date().getUTCFullYear() + 1}-01-01`,
    });
    const { body: category } = await ada.call('POST', '/api/categories', { name: secret });
    const { body: filter } = await ada.call('POST', '/api/filters', { name: secret, query: 'search: x' });
    const { body: talk } = await ada.call('POST', '/api/chat', { message: secret });
    const now = new Date().toISOString();
    const notification_id = crypto.randomUUID();
    const entry = { notification_id, user_id: ada.id, task_id: task.id, kind: 'reminder' as const, text: secret };
    const more = { due_at: null, fired_at: now, occasion: 'o', planned_at: null };
    await tell(edge.services.db, { ...entry, ...more }, [], now);

    const ids: Record<string, string> = {
      '/api/tasks/{id}': task.id,
      '/api/series/{id}': task.series_id ?? task.id,
      '/api/categories/{id}': category.category_id,
      '/api/filters/{id}': filter.filter_id,
      '/api/conversations/{id}': talk.conversation_id,
      '/api/notifications/{id}': notification_id,
    };
    const bodies: Record<string, object> = {
      'PATCH /api/tasks/{id}': { title: 'mine now' },
      'POST /api/tasks/{id}/snooze': { for: 'PT1H' },
      'POST /api/tasks/{id}/assign': { assignee_id: eve.id },
      'PATCH /api/categories/{id}': { name: 'mine now' },
      'PATCH /api/conversations/{id}': { title: 'mine now' },
    };
    const description = (await edge.call('GET', '/api/openapi.json')).body as object as {
      paths: Record<string, Record<string, unknown>>;
    };
    const overheard = async () => {
      const page = await listen(`${edge.url}/api/stream`, eve.token, { headers: { 'last-event-id': now } });
      await page.heard('ready');
      page.leave();
      return { status: page.status, body: page.events };
    };
    let tried = 0;
    for (const [path, methods] of Object.entries(description.paths)) {
      const whose = Object.keys(ids).find((prefix) => path.startsWith(prefix));
      for (const method of Object.keys(methods)) {
        const asked = `${method.toUpperCase()} ${path}`;
        const at = path.replace('{id}', ids[whose ?? ''] ?? '');
        const body = method === 'post' || method === 'patch' ? (bodies[asked] ?? {}) : undefined;
        const anonymous = await edge.call(method.toUpperCase(), at, body);
        if (!path.startsWith('/api/auth/')) expect([asked, anonymous.status]).toEqual([asked, 401]);
        // A stream does not end by itself; what it would send first is what was missed.
        const stranger =
          path === '/api/stream'
            ? await overheard()
            : await eve.call(method.toUpperCase(), at, body, { 'if-match': '"0"' });
        if (whose !== undefined) {
          tried += 1;
          expect([asked, stranger.status]).toEqual([asked, 404]);
        }
        expect([asked, JSON.stringify(stranger.body).includes(secret)]).toEqual([asked, false]);
      }
    }
    expect(tried).toBeGreaterThan(20);
    expect((await ada.call('GET', `/api/tasks/${task.id}`)).body).toMatchObject({
      title: secret,
      version: task.version,
    });
    expect((await ada.call('GET', '/api/notifications')).body.items[0]).toMatchObject({ text: secret, read_at: null });
    const read = await ada.call('POST', `/api/notifications/${notification_id}/read`, {});
    expect(typeof read.body.read_at).toBe('string');
    const found = await eve.call('GET', '/api/search?q=secret');
    expect(found.body.items).toEqual([]);
    const pointed = await eve.call('POST', '/api/tasks', { title: 'x', category_id: category.category_id });
    expect([pointed.status, pointed.body.errors[0]?.field]).toEqual([422, 'category_id']);
    const said = await eve.call('POST', '/api/chat', { message: 'hello', conversation_id: talk.conversation_id });
    expect(said.status).toBe(404);
    const dry = { message: 'hello', conversation_id: talk.conversation_id, dry_run: true };
    expect((await eve.call('POST', '/api/chat', dry)).status).toBe(404);
  });

  it('share a task that is assigned, and only that', async () => {
    const { body: task } = await ada.call('POST', '/api/tasks', { title: 'for eve' });
    expect((await ada.call('POST', `/api/tasks/${task.id}/assign`, { assignee_id: eve.id })).status).toBe(200);
    expect((await eve.call('GET', `/api/tasks/${task.id}`)).body.title).toBe('for eve');
    expect((await eve.call('GET', '/api/tasks')).body.items.map(({ title }) => title)).toEqual(['for eve']);
    expect((await eve.call('DELETE', `/api/tasks/${task.id}`)).status).toBe(403);
    expect((await eve.call('POST', `/api/tasks/${task.id}/complete`, {})).status).toBe(200);
    const nobody = { assignee_id: '7d444840-9dc0-11d1-b245-5ffdce74fad2' };
    expect((await ada.call('POST', `/api/tasks/${task.id}/assign`, nobody)).body.errors[0]?.field).toBe('assignee_id');
  });

  it('find nothing by ids that are none', async () => {
    for (const id of ['1', 'null', '%00', '../users', 'x'.repeat(300)]) {
      const { status } = await ada.call('GET', `/api/tasks/${encodeURIComponent(id)}`);
      expect([id, status]).toEqual([id, 404]);
    }
    expect((await ada.call('GET', '/api/nothing')).status).toBe(404);
    expect((await ada.call('PUT', '/api/tasks', {})).status).toBe(405);
  });

  it('is held by the answer’s headers too', async () => {
    const { headers } = await ada.call('GET', '/api/me');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[\w.-]+$/);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
