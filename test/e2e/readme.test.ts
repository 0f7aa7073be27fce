/** The README's first steps, as a newcomer takes them: `npm start`, its commands, its output, Ctrl-C, and a second start. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tree } from '../../local/paths.ts';
import { isFree, portChooser } from '../../local/ports.ts';
import { startProcess, type Running } from '../../local/process.ts';
import { startScriptedModel, type ScriptedModel } from '../model/scripted-model.ts';
import { eventually } from '../support/eventually.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'duecourse-readme-'));
let port: number;
let product: Running;
let model: ScriptedModel;

const start = async (more: Record<string, string> = {}): Promise<void> => {
  product = await startProcess({
    name: 'npm start',
    command: 'npm',
    args: ['start'],
    cwd: tree,
    env: { ...process.env, DUECOURSE_DIR: folder, PORT: String(port), NODE_ENV: undefined, VITEST: undefined, ...more },
    endSignal: 'SIGINT',
  });
  await product.waitForLine('Duecourse is up after', { timeout: 240_000 });
};

beforeAll(async () => {
  model = await startScriptedModel();
  port = await portChooser()('');
  await start();
});
afterAll(async () => {
  await product.stop({ patience: 30_000 });
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

type Step = { commands: string; answer: unknown };

/** Each `sh` block that asks the product something, with the `json` block that says what it answers. */
const steps = (): Step[] =>
  [
    ...readFileSync(join(tree, 'README.md'), 'utf8').matchAll(/```sh\n([^`]*?curl[^`]*?)```\s+```json\n([^`]*?)```/g),
  ].map(([, commands = '', answer = '']) => ({ commands, answer: JSON.parse(answer) as unknown }));

/** What the README shows, with `…` standing for anything. */
const shown = (expected: unknown): unknown => {
  if (typeof expected === 'string') {
    if (!expected.includes('…')) return expected;
    const parts = expected.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${parts.join('.+')}$`)) as unknown;
  }
  if (Array.isArray(expected)) return expected.map((one: unknown) => shown(one));
  if (typeof expected === 'object' && expected !== null) {
    return expect.objectContaining(
      Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, shown(value)])),
    ) as unknown;
  }
  return expected;
};

test('the steps of the README answer what the README says', async () => {
  const all = steps();
  expect(all).toHaveLength(4);
  let token = '';
  for (const { commands, answer } of all) {
    const script = commands
      .replace(/^TOKEN=.*$/m, '')
      .replaceAll('http://127.0.0.1:8080', `http://127.0.0.1:${String(port)}`)
      .split(/\n(?=curl)/)
      .filter((one) => one.includes('curl'));
    for (const one of script.slice(0, -1)) await run('sh', ['-c', one], { env: { ...process.env, TOKEN: token } });
    await eventually(async () => {
      const { stdout } = await run('sh', ['-c', script.at(-1) ?? ''], { env: { ...process.env, TOKEN: token } });
      const said = JSON.parse(stdout) as { token?: string };
      token = said.token ?? token;
      expect(said).toEqual(shown(answer));
      return true;
    });
  }
  expect(token).not.toBe('');
});

test('an operator beside it needs no settings: `npm run ops` finds what runs', async () => {
  const env = { ...process.env, DUECOURSE_DIR: folder, NODE_ENV: undefined, VITEST: undefined };
  const { stdout } = await run('npm', ['run', '--silent', 'ops', '--', 'verify'], { cwd: tree, env });
  expect(stdout).toMatch(/2 tasks, \d+ events, 0 findings/);
});

test('Ctrl-C leaves no process and no port, and a second start, with a model, has everything as it was', async () => {
  const { stdout: before } = await run('ps', ['-eo', 'pid,args']);
  expect(before).toContain(folder);
  const exit = await product.stop({ patience: 30_000 });
  expect(exit.signal).toBeNull();
  const { stdout: after } = await run('ps', ['-eo', 'pid,args']);
  expect(after.split('\n').filter((line) => line.includes(folder))).toEqual([]);
  expect(await isFree(port)).toBe(true);

  const [, settings = ''] = /^(OPENAI_\w+=\S+ .*)npm start$/m.exec(readFileSync(join(tree, 'README.md'), 'utf8')) ?? [];
  const variables = Object.fromEntries(
    settings
      .trim()
      .split(' ')
      .map((one) => one.split('=') as [string, string]),
  );
  expect(variables).toMatchObject({ OPENAI_BASE_URL: expect.stringMatching(/\/v1$/) as string });
  await start({ ...variables, OPENAI_BASE_URL: model.url });
  const login = await fetch(`http://127.0.0.1:${String(port)}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ann@example.org', password: 'correct horse battery' }),
  });
  const { token } = (await login.json()) as { token: string };
  const list = await fetch(`http://127.0.0.1:${String(port)}/api/tasks`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await list.json()) as { items: { title: string }[] };
  expect(items.map(({ title }) => title)).toEqual(['call the bank', 'pay rent']);

  model.script({ calls: [['add_task', { title: 'ask the model' }]] }, { say: 'It is on your list.' });
  const said = await fetch(`http://127.0.0.1:${String(port)}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ message: 'the thing with the model' }),
  });
  expect(await said.json()).toMatchObject({ reply: 'It is on your list.', tasks: [{ title: 'ask the model' }] });
  expect(model.asked.map((one) => one.model)).toEqual([variables['OPENAI_MODEL'], variables['OPENAI_MODEL']]);
});
