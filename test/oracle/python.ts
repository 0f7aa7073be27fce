/** A Python that has dateutil: the one on the path, or one set up once in a cache outside the tree. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEEDED = ['python-dateutil==2.9.0.post0', 'tzdata==2025.3'];
const CHECK = 'import dateutil.rrule, zoneinfo; zoneinfo.ZoneInfo("Africa/Casablanca")';

const works = (python: string): boolean => {
  try {
    execFileSync(python, ['-c', CHECK], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** @throws when there is no python3, or its packages cannot be had. */
export const pythonWithDateutil = (): string => {
  if (works('python3')) return 'python3';
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'duecourse', 'oracle-1');
  const python = join(cache, 'bin', 'python3');
  if (existsSync(cache) && works(python)) return python;
  const making = `${cache}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  execFileSync('python3', ['-m', 'venv', making]);
  execFileSync(join(making, 'bin', 'python3'), ['-m', 'pip', 'install', '--quiet', ...NEEDED], { stdio: 'inherit' });
  rmSync(cache, { recursive: true, force: true });
  renameSync(making, cache);
  return python;
};

/** Runs the script on the lines and gives back its lines. */
export const linesThrough = (python: string, script: string, lines: readonly string[]): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out.trimEnd().split('\n'));
      else reject(new Error(`${script} ended with ${String(code)}`));
    });
    child.stdin.end(lines.join('\n') + '\n');
  });
