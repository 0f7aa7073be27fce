/** Finds the installation that `npm start` keeps in its folder, running or not, and what connects to it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf, supervisorOf } from './ledger.ts';
import { processTable } from './process-table.ts';
import type { ProcessRow } from './process-table.ts';
import { secretsIn } from './secrets.ts';

/** `stopped`: there is data and nobody at work on it. */
export type Installation =
  { is: 'absent' } | { is: 'stopped' } | { is: 'starting' } | { is: 'running'; env: Record<string, string> };

const numberAfter = (row: ProcessRow | undefined, pattern: RegExp): string | undefined =>
  pattern.exec(row?.command ?? '')?.[1];

/** Any sidecar reaches all actors and topics; search-service's is the one that the reconciler uses too. */
const isOurSidecar = (row: ProcessRow): boolean => row.command.includes(' --app-id search-service ');

/** What a role of the installation would find in its environment, as far as an operator's command needs it. */
const environmentOf = (
  folder: string,
  ports: { postgres: string; sidecar?: string | undefined },
): Record<string, string> => {
  const secrets = secretsIn(folder);
  const login = `duecourse:${secrets.postgres}@127.0.0.1:${ports.postgres}`;
  return {
    DUECOURSE_DATABASE_URL: `postgres://${login}/duecourse`,
    DUECOURSE_CONVERSATIONS_URL: `postgres://${login}/duecourse_conversations`,
    DAPR_API_TOKEN: secrets.daprApi,
    ...(ports.sidecar === undefined ? {} : { DAPR_HTTP_PORT: ports.sidecar }),
  };
};

/** Looks at the folder's ledger and at the processes it names: ports are what those really have, not what was wished for. */
export const findInstallation = (folder: string): Installation => {
  const ledger = join(folder, 'run');
  if (supervisorOf(ledger) === undefined) {
    return { is: existsSync(join(folder, 'postgres', 'PG_VERSION')) ? 'stopped' : 'absent' };
  }
  const table = processTable();
  const noted = processesOf(ledger);
  const isNoted = (row: ProcessRow, name: string): boolean =>
    noted.some((one) => one.name === name && one.pid === row.pid && one.birth === row.birth);
  const postgres = numberAfter(
    table.find((row) => isNoted(row, 'postgres')),
    / -c port=(\d+)/,
  );
  const runner = table.find((row) => isNoted(row, 'dapr'));
  const sidecar = numberAfter(
    table.find((row) => row.parent === runner?.pid && isOurSidecar(row)),
    / --dapr-http-port (\d+)/,
  );
  return postgres === undefined || sidecar === undefined
    ? { is: 'starting' }
    : { is: 'running', env: environmentOf(folder, { postgres, sidecar }) };
};
