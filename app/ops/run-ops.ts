/** The operator's commands: what each is called, what it needs, and what becomes of its failure. */
import { loadConnections } from '../config.ts';
import { Unavailable } from '../operations/ports.ts';
import { backupCommand, restoreCommand } from './backup-commands.ts';
import { Usage, openResources, type Command, type Need, type Say } from './command.ts';
import { deadLettersCommand, migrateCommand, rebuildCommand, reconcileCommand, verifyCommand } from './commands.ts';

/** As `sysexits.h` has them, but for 1: the command worked, and what it looked at is not in order. */
const EXIT = { done: 0, disorder: 1, usage: 64, unavailable: 69, failed: 70 } as const;

const commands: Readonly<Record<string, Command>> = {
  verify: verifyCommand,
  rebuild: rebuildCommand,
  reconcile: reconcileCommand,
  'dead-letters': deadLettersCommand,
  backup: backupCommand,
  restore: restoreCommand,
  migrate: migrateCommand,
};

export const usage = (): string =>
  [
    'usage: npm run ops -- <command>          (in a pod: node dist/app/ops/main.js <command>)',
    '',
    ...Object.entries(commands).flatMap(([name, { parameters, about }]) => [
      `  ${`${name} ${parameters}`.trim()}`,
      `      ${about}`,
    ]),
    '',
    'On a laptop it finds the installation that `npm start` keeps (DUECOURSE_DIR moves it). Elsewhere it takes',
    'DUECOURSE_DATABASE_URL, DUECOURSE_CONVERSATIONS_URL, DAPR_HTTP_PORT and DAPR_API_TOKEN, as the roles do.',
    '',
    'exit: 0 done and in order, 1 done and something is not in order, 64 not understood,',
    '      69 something it needs is away, 70 failed',
    '',
  ].join('\n');

/** What the command in `args` has to have at hand; nothing for one that there is not. */
export const needsOf = ([name = '', ...rest]: readonly string[]): readonly Need[] => commands[name]?.needs(rest) ?? [];

const explain = (error: unknown): string => {
  if (!(error instanceof Unavailable)) return error instanceof Error ? error.message : String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const advice: Record<string, string> = {
    postgres: 'is Postgres up, and are DUECOURSE_DATABASE_URL and DUECOURSE_CONVERSATIONS_URL right?',
    'task-actors': 'is the system up, and is DAPR_HTTP_PORT the port of a sidecar of its?',
    broker: 'what was sent is marked, the rest waits; try again when the broker is back',
  };
  return `${error.message}${cause}: ${advice[error.dependency] ?? 'try again when it is back'}`;
};

/**
 * Runs one command with the connections that `env` names. What it has to say goes to `out`, line by line, and failures to `err`.
 * @returns the exit code.
 */
export const runOps = async (
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
  { out, err }: { out: Say; err: Say } = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  },
): Promise<number> => {
  const [name = '', ...rest] = args;
  if (name === 'help' || name === '--help') {
    out(usage());
    return EXIT.done;
  }
  const command = commands[name];
  if (command === undefined) {
    err(`${name === '' ? '' : `There is no command ${name}.\n`}${usage()}`);
    return EXIT.usage;
  }
  let resources;
  try {
    resources = openResources(loadConnections(env), out);
    return (await command.run(resources, rest)) ? EXIT.done : EXIT.disorder;
  } catch (error) {
    err(explain(error));
    if (error instanceof Usage) err(`usage: npm run ops -- ${name} ${command.parameters}`);
    return error instanceof Usage ? EXIT.usage : error instanceof Unavailable ? EXIT.unavailable : EXIT.failed;
  } finally {
    await resources?.close();
  }
};
