/** What a command of the operator's is, and what it is given to work with. */
import { parseArgs } from 'node:util';
import type { loadConnections } from '../config.ts';
import { createSidecarHttp, type SidecarHttp } from '../dapr/sidecar-http.ts';
import { openDatabase, type Database } from '../queries/database.ts';

export type Say = (line: string) => void;

/** `databases` is both; `system` is a sidecar of the running system; `stopped` that no role may be at work. */
export type Need = 'databases' | 'system' | 'stopped';

export type Resources = {
  connections: ReturnType<typeof loadConnections>;
  tasks: Database;
  conversations: Database;
  sidecar: SidecarHttp;
  say: Say;
};

export type Command = {
  /** As the usage shows them. */
  parameters: string;
  about: string;
  needs: (args: readonly string[]) => readonly Need[];
  /** @returns false when the command did its work and what it looked at is not in order. @throws {Usage} */
  run: (resources: Resources, args: readonly string[]) => Promise<boolean>;
};

/** The words after the command make no sense. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** The words of a command and its switches. @throws {Usage} for a switch that it has not. */
export const wordsOf = (
  args: readonly string[],
  switches: readonly string[] = [],
): { words: string[]; given: ReadonlySet<string> } => {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
    });
    return { words: positionals, given: new Set(Object.keys(values)) };
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error));
  }
};

/** Connections that are opened when first used. */
export const openResources = (
  connections: Resources['connections'],
  say: Say,
): Resources & { close: () => Promise<void> } => {
  const tasks = openDatabase(connections.databaseUrl);
  const conversations = openDatabase(connections.conversationsUrl);
  const sidecar = createSidecarHttp(connections.dapr);
  return {
    connections,
    tasks,
    conversations,
    sidecar,
    say,
    close: async () => {
      await Promise.all([tasks.end(), conversations.end(), sidecar.close()]);
    },
  };
};
