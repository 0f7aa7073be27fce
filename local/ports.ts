/** Loopback ports: the ones we would like, the ones a person asks for, and free ones when those are taken. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below Linux's ephemeral range (32768 and up), so that no outgoing connection takes a port between our look and its use. */
const lowest = 15_000;
const highest = 32_000;

/** True when nothing listens on the loopback port. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => {
      done(false);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => {
        done(true);
      });
    });
  });

/** A port that is free now and not among `taken`. */
export const freePort = async (taken: ReadonlySet<number> = new Set()): Promise<number> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = randomInt(lowest, highest);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port found between ${lowest} and ${highest}`);
};

/**
 * Chooses ports one after the other, never the same twice: what the variable says, else the preferred one if it is
 * free, else any free one.
 * @throws {Error} when the variable asks for a port that is taken, or for none.
 */
export const portChooser = (env: NodeJS.ProcessEnv = {}, free: (port: number) => Promise<boolean> = isFree) => {
  const taken = new Set<number>();
  const choose = async (variable: string, preferred?: number): Promise<number> => {
    const asked = env[variable];
    if (asked !== undefined && asked !== '') {
      const port = Number(asked);
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        throw new Error(`${variable}=${asked} is no port; give a number from 1 to 65535`);
      }
      if (taken.has(port) || !(await free(port))) throw new Error(`${variable}=${asked}: that port is in use`);
      return port;
    }
    if (preferred !== undefined && !taken.has(preferred) && (await free(preferred))) return preferred;
    return freePort(taken);
  };
  return async (variable: string, preferred?: number): Promise<number> => {
    const port = await choose(variable, preferred);
    taken.add(port);
    return port;
  };
};
