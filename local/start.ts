/** `npm start`: the servers, then the six apps under `dapr run`, until Ctrl-C; the next start finds everything as it was. */
import { join } from 'node:path';
import { startDaprRun } from './dapr-run.ts';
import { provide } from './install/provide.ts';
import { daprCli, daprRuntime } from './install/tools.ts';
import { endLeftovers, supervise, supervisorOf } from './ledger.ts';
import { stateFolder } from './paths.ts';
import { isFree, portChooser } from './ports.ts';
import { keepApps, keepServer } from './keep.ts';
import type { KeptApps } from './keep.ts';
import { say, step } from './progress.ts';
import { readRunFile, runFileFor } from './run-file.ts';
import { brokers, prepareServers } from './servers.ts';
import type { Broker, Servers } from './servers.ts';
import { configurationFor } from './tracing.ts';
import { answers, until } from './until.ts';

const brokerFrom = (text: string | undefined): Broker => {
  const found = brokers.find((one) => one === (text ?? 'jetstream'));
  if (found === undefined) throw new Error(`BROKER=${String(text)} is unknown; give one of ${brokers.join(', ')}`);
  return found;
};

/** The edge's port is a promise to whoever calls it, so another one is never taken silently. */
const edgePort = async (env: NodeJS.ProcessEnv): Promise<number> => {
  const port = Number(env['PORT'] ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT=${String(env['PORT'])} is no port`);
  if (!(await isFree(port))) throw new Error(`port ${port} is in use; start with another, as in: PORT=8081 npm start`);
  return port;
};

const claim = async (ledger: string): Promise<void> => {
  const other = supervisorOf(ledger);
  if (other !== undefined)
    throw new Error(`Duecourse runs from this folder already (pid ${other}); stop that one first`);
  const left = await endLeftovers(ledger);
  if (left.length > 0) say(`  ended what an earlier start had left running: ${left.join(', ')}`);
  process.on('exit', supervise(ledger));
};

const untilHealthy = (url: string, appPorts: ReadonlyMap<string, number>, token: string): Promise<void> =>
  step('starting the six apps', async (detail) => {
    const waiting = new Map(appPorts);
    await until(
      'the health of all apps',
      async () => {
        for (const [id, port] of waiting) {
          if (await answers(`http://127.0.0.1:${String(port)}/health`, { 'dapr-api-token': token })) waiting.delete(id);
        }
        detail(`waiting for ${[...waiting.keys()].join(', ')}`);
        if (waiting.size > 0) throw new Error(`${[...waiting.keys()].join(', ')} not healthy yet`);
        return answers(`${url}/health`);
      },
      { timeout: 120_000, interval: 100 },
    );
  });

const welcome = (url: string, seconds: string, folder: string): string =>
  [
    '',
    `Duecourse is up after ${seconds} s: ${url}`,
    '',
    '  Open it in a browser, sign up, and tell it what is to be done, for example',
    '    standup every weekday at 9:15 #team',
    '    pay rent tomorrow at 9 !!!',
    `  API          ${url}/api/openapi.json (first steps by hand: README.md)`,
    `  Health       ${url}/health`,
    `  Logs, data   ${folder}`,
    '  Ctrl-C stops it; tasks and reminders are kept.',
    '',
  ].join('\n');

const appPortsFor = async (choosePort: ReturnType<typeof portChooser>): Promise<ReadonlyMap<string, number>> => {
  const ports = new Map<string, number>();
  for (const { appID, appPort } of readRunFile().apps) {
    const variable = `DUECOURSE_${appID.toUpperCase().replaceAll('-', '_')}_PORT`;
    ports.set(appID, await choosePort(variable, appPort));
  }
  return ports;
};

/** A signal asked for the end. */
class Asked extends Error {}

type Installation = { servers: Servers; apps: KeptApps; url: string; folder: string };

/** Everything up to the first server: who else runs here, the ports, the programs. */
const prepare = async (env: NodeJS.ProcessEnv): Promise<Installation> => {
  const broker = brokerFrom(env['BROKER']);
  const folder = stateFolder(env);
  const ledger = join(folder, 'run');
  await claim(ledger);
  const port = await edgePort(env);
  const url = `http://127.0.0.1:${String(port)}`;
  const cli = join(await provide(daprCli), 'dapr');
  const daprd = join(await provide(daprRuntime), 'daprd');
  const choosePort = portChooser(env);
  const appPorts = await appPortsFor(choosePort);
  const servers = await prepareServers({ folder, broker, choosePort });
  const { placement, scheduler } = servers.addresses;
  const components = broker === 'kafka' ? 'components/kafka' : 'components/local';
  const configuration = configurationFor(env, folder);
  const runFile = runFileFor({ components, placement, scheduler, appPorts, configuration }, folder);

  const apps = keepApps(
    (onEnd) =>
      startDaprRun({
        program: cli,
        daprd,
        runFile,
        folder,
        logs: servers.logs,
        ledger,
        env: { ...env, ...servers.env, HOST: '127.0.0.1', PORT: String(port) },
        onEnd,
      }),
    () => untilHealthy(url, appPorts, servers.secrets.appApi),
  );
  return { servers, apps, url, folder };
};

/** Starts all of it, and ends all of it in order when `asked` rejects or the apps fail for good. */
const operate = async ({ servers, apps, url, folder }: Installation, asked: Promise<never>): Promise<void> => {
  let stopping = false;
  try {
    const names = servers.services.map((one) => one.name).join(', ');
    await Promise.race([step(`starting ${names}`, () => servers.start()), asked]);
    for (const one of servers.services) keepServer(one, () => stopping);
    await Promise.race([apps.start(), asked]);
    say(welcome(url, (performance.now() / 1000).toFixed(1), folder));
    await Promise.race([apps.failed, asked]);
  } catch (error) {
    if (error instanceof Error && !(error instanceof Asked)) error.message += `\nThe logs are in ${servers.logs}`;
    throw error;
  } finally {
    stopping = true;
    say('\nstopping: the apps, their sidecars, then the servers');
    await apps.stop();
    await servers.stop();
    say('stopped');
  }
};

/** npm passes on the Ctrl-C that the terminal has sent to us as well; only one later than this is a second one. */
const oneKeystroke = 1_000;

/** Runs until SIGINT, SIGTERM or SIGHUP; a second one kills what is left at once. */
export const main = async (): Promise<void> => {
  const asked = new Promise<never>((_, reject) => {
    let first: number | undefined;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        first ??= performance.now();
        if (performance.now() - first > oneKeystroke) process.exit(130);
        reject(new Asked(name));
      });
    }
  });
  asked.catch(() => undefined);
  try {
    await operate(await Promise.race([prepare(process.env), asked]), asked);
  } catch (error) {
    if (!(error instanceof Asked)) throw error;
  }
  process.exit(0);
};
