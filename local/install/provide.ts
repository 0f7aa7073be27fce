/**
 * Sees that a tool is there: an installed one that is new enough, else the official release, else built with Go, kept
 * in the cache by version. What is in the cache is whole: it is made beside its place and renamed.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../paths.ts';
import { say, step } from '../progress.ts';
import { foldersWith, run } from './command.ts';
import { goBuild, goProgram } from './go-build.ts';
import { locked } from './lock.ts';
import { downloadRelease } from './release.ts';
import type { Tool } from './tools.ts';
import { isAtLeast, versionIn } from './version.ts';

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The folder of an installation that is new enough, if there is one: on the path, or where `dapr init` puts it. */
const installed = async (tool: Tool): Promise<string | undefined> => {
  const [first] = tool.programs;
  if (first === undefined) return undefined;
  for (const folder of foldersWith(tool.programs, [join(homedir(), '.dapr', 'bin')])) {
    const version = await run({ command: join(folder, first), args: ['--version'] })
      .then((lines) => versionIn(lines.join('\n')))
      .catch(() => undefined);
    if (version !== undefined && isAtLeast(version, tool.version)) return folder;
  }
  return undefined;
};

const place = (tool: Tool, version: string): string => join(cacheFolder(), `${tool.name}-${version}`);

const cached = (tool: Tool): string | undefined =>
  [tool.release.version, tool.version].map((version) => place(tool, version)).find((folder) => existsSync(folder));

/** Fills a folder of its own with `fill`, then renames it into the cache; a failure leaves nothing behind. */
export const install = async (folder: string, fill: (folder: string) => Promise<void>): Promise<string> => {
  mkdirSync(cacheFolder(), { recursive: true });
  const fresh = mkdtempSync(`${folder}.new-`);
  try {
    await fill(fresh);
    if (!existsSync(folder)) renameSync(fresh, folder);
    return folder;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

/** What earlier attempts that were killed left beside the place. */
export const sweep = (name: string): void => {
  for (const one of readdirSync(cacheFolder())) {
    if (one.startsWith(`${name}-`) && one.includes('.new-')) {
      rmSync(join(cacheFolder(), one), { recursive: true, force: true });
    }
  }
};

const make = async (tool: Tool): Promise<string> => {
  sweep(tool.name);
  const names = tool.programs.join(', ');
  let release = '';
  try {
    return await install(place(tool, tool.release.version), (folder) =>
      step(`${names} ${tool.release.version}`, (detail) => downloadRelease(tool, folder, detail)),
    );
  } catch (error) {
    release = message(error);
  }
  const next = goProgram() === undefined ? 'and there is no Go to build it with' : 'building it with Go';
  say(`  ${names}: the release ${tool.release.version} is not to be had (${release}), ${next}`);
  let build = '';
  try {
    return await install(place(tool, tool.version), (folder) =>
      step(`${names} ${tool.version}, built with Go`, (detail) => goBuild(tool, folder, detail)),
    );
  } catch (error) {
    build = message(error);
  }
  throw new Error(
    [
      `${names} ${tool.version} or newer could not be had:`,
      '  - none is installed on the path or in ~/.dapr/bin',
      `  - the release ${tool.release.version}: ${release}`,
      `  - from source: ${build}`,
      `Either ${tool.byHand}, or install Go 1.26.5 or newer (https://go.dev/dl), and start again.`,
    ].join('\n'),
  );
};

/**
 * The folder with the tool's programs; quick when they are there.
 * @throws {Error} that says what was tried and what a person can do.
 */
export const provide = async (tool: Tool): Promise<string> => {
  const found = (await installed(tool)) ?? cached(tool);
  if (found !== undefined) return found;
  return locked(
    join(cacheFolder(), `${tool.name}.lock`),
    () => Promise.resolve(cached(tool) ?? make(tool)),
    (pid) => {
      say(`  ${tool.name}: another set-up (pid ${String(pid)}) is at it, waiting for it`);
    },
  );
};
