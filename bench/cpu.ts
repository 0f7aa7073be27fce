/** Where the processor's time goes: what each process of an installation has used, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import type { System } from '../test/support/system.ts';

/** Ticks are a hundredth of a second on every Linux there is. */
const TICK_US = 10_000;

/** Parent and microseconds of processor time (user and system) of a process; null when it is gone. */
const statOf = (pid: number): { parent: number; us: number } | null => {
  try {
    // The name, in brackets, may hold anything; fields count from after it: state, ppid, … utime is the 12th, stime the 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { parent: Number(fields[1]), us: (Number(fields[11]) + Number(fields[12])) * TICK_US };
  } catch {
    return null;
  }
};

/** Microseconds of processor time so far, by part; a part's children count with it. */
export const processorTime = ({ apps, servers }: System): Map<string, number> => {
  const services = [...apps.flatMap(({ app, sidecar }) => [app, sidecar]), ...servers.services];
  const partOf = new Map(services.map((one) => [one.process().pid, one.name]));
  const stats = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = statOf(Number(name));
        return stat === null ? [] : [[Number(name), stat] as const];
      }),
  );
  const used = new Map<string, number>();
  for (const [pid, { us }] of stats) {
    let at = pid;
    while (!partOf.has(at) && stats.has(at)) at = stats.get(at)?.parent ?? 0;
    const part = pid === process.pid ? 'load' : partOf.get(at);
    if (part !== undefined) used.set(part, (used.get(part) ?? 0) + us);
  }
  return used;
};

/** Runs `work`. @returns the microseconds each part used meanwhile, for each of the `count` things done. */
export const perThing = async (system: System, work: () => Promise<number>): Promise<Map<string, number>> => {
  const before = processorTime(system);
  const count = await work();
  const after = processorTime(system);
  return new Map([...after].map(([part, us]) => [part, (us - (before.get(part) ?? 0)) / count]));
};
