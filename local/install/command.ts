/** Short commands of other programs: found on the path, run to their end, their output read. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startProcess } from '../process.ts';
import type { ProcessSpec } from '../process.ts';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/** The folders of the path, then `more`, in which every one of `programs` can be run. */
export const foldersWith = (programs: readonly string[], more: readonly string[] = []): string[] =>
  [...(process.env['PATH'] ?? '').split(delimiter), ...more].filter(
    (folder) => folder !== '' && programs.every((program) => isExecutable(join(folder, program))),
  );

/** Where a program is, or undefined. */
export const which = (program: string, more: readonly string[] = []): string | undefined => {
  const folder = foldersWith([program], more)[0];
  return folder === undefined ? undefined : join(folder, program);
};

/**
 * Runs a command to its end and answers its lines.
 * @throws {Error} with the last lines when it fails.
 */
export const run = async (spec: Omit<ProcessSpec, 'name'> & { name?: string }): Promise<readonly string[]> => {
  const name = spec.name ?? spec.command;
  const one = await startProcess({ ...spec, name });
  const exit = await one.exited;
  if (exit.code !== 0) {
    const why = exit.signal ?? `code ${String(exit.code)}`;
    throw new Error(`${name} failed (${why}):\n${one.lines().slice(-12).join('\n')}`);
  }
  return one.lines();
};
