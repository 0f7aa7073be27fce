/** `npm run ops` on a laptop: the operator's commands on the installation that `npm start` keeps, running or not. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { needsOf, runOps } from '../app/ops/run-ops.ts';
import { findInstallation } from './installation.ts';
import { endLeftovers, supervise } from './ledger.ts';
import { stateFolder } from './paths.ts';
import { portChooser } from './ports.ts';
import { prepareServers } from './servers.ts';

const FAILED = 70;
const UNAVAILABLE = 69;

const complain = (line: string, code: number): number => {
  process.stderr.write(`${line}\n`);
  return code;
};

/** What broker and Scheduler keep belongs to the data that was there before, and would be said again to the restored one. */
const forgetTheRest = (folder: string): void => {
  for (const name of ['nats', 'kafka', 'scheduler']) rmSync(join(folder, name), { recursive: true, force: true });
};

/** With Postgres up for as long as the command takes, and nobody else. */
const alone = async (folder: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<number> => {
  mkdirSync(folder, { recursive: true });
  const ledger = join(folder, 'run');
  await endLeftovers(ledger);
  const release = supervise(ledger);
  const servers = await prepareServers({
    folder,
    broker: 'jetstream',
    parts: ['postgres'],
    choosePort: portChooser(env),
  });
  try {
    await servers.start();
    const code = await runOps(args, { ...env, ...servers.env });
    if (code === 0 && needsOf(args).includes('stopped')) forgetTheRest(folder);
    return code;
  } finally {
    await servers.stop();
    release();
  }
};

const operate = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const needs = needsOf(args);
  // Whoever names a database means that one.
  if (needs.length === 0 || env['DUECOURSE_DATABASE_URL'] !== undefined) return runOps(args, env);
  const folder = stateFolder(env);
  const found = findInstallation(folder);
  switch (found.is) {
    case 'running':
      return needs.includes('stopped')
        ? complain(
            `Duecourse runs in ${folder}. Stop it first (Ctrl-C where \`npm start\` runs), then ask again.`,
            FAILED,
          )
        : runOps(args, { ...env, ...found.env });
    case 'starting':
      return complain(`Duecourse in ${folder} is on its way up or down; ask again in a moment.`, UNAVAILABLE);
    case 'stopped':
    case 'absent':
      if (needs.includes('system')) {
        return complain(
          `This needs the running system: \`npm start\`, then ask again. (Looked in ${folder}.)`,
          UNAVAILABLE,
        );
      }
      if (found.is === 'absent' && !needs.includes('stopped')) {
        return complain(
          `There is no installation in ${folder}: \`npm start\` makes one, DUECOURSE_DIR names another folder,\n` +
            'and DUECOURSE_DATABASE_URL a database elsewhere.',
          UNAVAILABLE,
        );
      }
      return alone(folder, env, args);
    default:
      return found satisfies never;
  }
};

export const main = async (args: readonly string[]): Promise<void> => {
  process.exitCode = await operate(args, process.env);
};
