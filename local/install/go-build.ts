/** Builds a tool from its Go modules, whose checksums are in the tree (`go.sum`). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, which } from './command.ts';
import type { Tool } from './tools.ts';

/** Go's own program, also where its installer puts it without touching the path. */
export const goProgram = (): string | undefined => which('go', ['/usr/local/go/bin', '/usr/lib/go/bin']);

/** Keeps count of what `go build -v` prints: modules while they come in, then packages as they are compiled. */
export const counter = (detail: (text: string) => void) => {
  let modules = 0;
  let packages = 0;
  return (line: string): void => {
    if (line.startsWith('go: downloading')) modules += 1;
    else if (/^[\w.-]+(\/[\w.@~-]+)*$/.test(line)) packages += 1;
    else return;
    detail(packages === 0 ? `${modules} modules downloaded` : `${packages} packages compiled`);
  };
};

/**
 * Builds the tool's programs into `folder`.
 * @throws {Error} when there is no Go, or with the compiler's last lines.
 */
export const goBuild = async (tool: Tool, folder: string, detail: (text: string) => void): Promise<void> => {
  const go = goProgram();
  if (go === undefined) throw new Error('there is no Go here');
  const { go: source, version } = tool;
  const linker = ['-s', '-w', ...(source.versionVariable ? ['-X', `${source.versionVariable}=${version}`] : [])];
  const count = counter(detail);
  for (const [program, path] of Object.entries(source.packages)) {
    await run({
      name: `go build ${program}`,
      command: go,
      args: [
        ...['build', '-v', '-mod=readonly', '-trimpath', '-ldflags', linker.join(' ')],
        ...(source.tags === undefined ? [] : ['-tags', source.tags]),
        ...['-o', join(folder, program), path],
      ],
      cwd: source.folder,
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' },
      onLine: count,
    });
    if (!existsSync(join(folder, program))) throw new Error(`go build left no ${program}`);
  }
};
