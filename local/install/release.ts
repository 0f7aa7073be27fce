/** Official releases: downloaded, compared with their published SHA-256, unpacked. Nothing unverified is ever run. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { run } from './command.ts';
import type { Tool } from './tools.ts';

/** A host that does not answer within this is treated as out of reach, in milliseconds. */
const patience = 4_000;

/** The names that releases use for this machine. */
export const platform = (): { os: string; arch: string } => ({
  os: process.platform === 'win32' ? 'windows' : process.platform,
  arch: process.arch === 'x64' ? 'amd64' : process.arch,
});

/** The SHA-256 of `file` in a checksum text: either one line with a bare hash, or many with names. */
export const checksumIn = (text: string, file: string): string | undefined => {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/));
  const row = rows.find(([, name]) => name !== undefined && basename(name) === file) ?? rows[0];
  const hash = rows.length > 1 && (row?.[1] === undefined || basename(row[1]) !== file) ? undefined : row?.[0];
  return hash !== undefined && /^[0-9a-f]{64}$/i.test(hash) ? hash.toLowerCase() : undefined;
};

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer';
  return error.cause instanceof Error ? error.cause.message : error.message;
};

const get = async (url: string, signal: AbortSignal, dispatcher: EnvHttpProxyAgent): Promise<Response> => {
  const response = await fetch(url, { signal, dispatcher });
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  return new Response(await response.arrayBuffer());
};

/** The one file called `name` somewhere below `folder`. */
const findFile = (folder: string, name: string): string | undefined =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() && one.name === name ? [join(one.parentPath, one.name)] : [],
  )[0];

/**
 * Puts the tool's released programs into `folder`.
 * @throws {Error} that says in a few words why not: out of reach, not for this machine, or not what was published.
 */
export const downloadRelease = async (
  tool: Pick<Tool, 'programs' | 'release'>,
  folder: string,
  detail: (text: string) => void,
): Promise<void> => {
  // Follows HTTPS_PROXY and NO_PROXY, which Node's own fetch does not.
  const dispatcher = new EnvHttpProxyAgent();
  try {
    for (const program of tool.programs) {
      const { archive, checksums } = tool.release.files(program, platform());
      const sums = await (await get(checksums, AbortSignal.timeout(patience), dispatcher)).text();
      const expected = checksumIn(sums, basename(archive));
      if (expected === undefined) throw new Error(`no checksum for ${basename(archive)}`);
      detail(`downloading ${basename(archive)}`);
      const body = Buffer.from(await (await get(archive, AbortSignal.timeout(600_000), dispatcher)).arrayBuffer());
      const actual = createHash('sha256').update(body).digest('hex');
      if (actual !== expected) throw new Error(`${basename(archive)} is not what was published (its SHA-256 differs)`);
      const unpacked = join(folder, `${program}.unpacked`);
      mkdirSync(unpacked, { recursive: true });
      const file = join(folder, basename(archive));
      writeFileSync(file, body);
      await run({ command: 'tar', args: ['-xzf', file, '-C', unpacked] });
      const found = findFile(unpacked, program);
      if (found === undefined) throw new Error(`${basename(archive)} holds no ${program}`);
      renameSync(found, join(folder, program));
      chmodSync(join(folder, program), 0o755);
      rmSync(unpacked, { recursive: true });
      rmSync(file);
    }
  } catch (error) {
    throw new Error(reason(error), { cause: error });
  } finally {
    await dispatcher.close();
  }
};
