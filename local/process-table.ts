/** Who runs on this machine, told apart by pid and time of birth, because a pid alone may have a new owner. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

export type ProcessRow = {
  pid: number;
  parent: number;
  group: number;
  /** Together with the pid this is the same for one process only, across reboots too. */
  birth: string;
  command: string;
};

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
};

/** Parses Linux's `/proc/<pid>/stat`; the command between the brackets may itself hold spaces and brackets. */
export const parseStat = (stat: string, boot: string): Omit<ProcessRow, 'command'> | undefined => {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const pid = Number(stat.slice(0, open));
  const [state, parent, group, ...rest] = stat.slice(close + 2).split(' ');
  const start = rest[16];
  if (open < 0 || state === undefined || state === 'Z' || state === 'X' || start === undefined) return undefined;
  return { pid, parent: Number(parent), group: Number(group), birth: `${boot}/${start}` };
};

const linuxTable = (): ProcessRow[] => {
  const boot = bootId();
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const row = parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8'), boot);
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return row === undefined ? [] : [{ ...row, command }];
      } catch {
        return []; // It ended while we looked.
      }
    });
};

/** Parses a line of `ps -A -o pid=,ppid=,pgid=,stat=,lstart=,args=`. */
export const parsePs = (line: string): ProcessRow | undefined => {
  const [pid, parent, group, state, ...rest] = line.trim().split(/\s+/);
  if (state === undefined || state.startsWith('Z')) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    birth: rest.slice(0, 5).join(' '),
    command: rest.slice(5).join(' '),
  };
};

const psTable = (): ProcessRow[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => parsePs(line) ?? []);

/** Every process that is alive; the dead that nobody has collected are left out. */
export const processTable = (): ProcessRow[] => (process.platform === 'linux' ? linuxTable() : psTable());

/** The time of birth of a process that is alive, else undefined. */
export const birthOf = (pid: number): string | undefined => {
  if (process.platform !== 'linux') return psTable().find((row) => row.pid === pid)?.birth;
  try {
    return parseStat(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'), bootId())?.birth;
  } catch {
    return undefined;
  }
};

/** The pids below `pid`, children before grandchildren. */
export const descendants = (pid: number, table: readonly Pick<ProcessRow, 'pid' | 'parent'>[]): number[] => {
  const children = table.filter((row) => row.parent === pid).map((row) => row.pid);
  return [...children, ...children.flatMap((child) => descendants(child, table))];
};
