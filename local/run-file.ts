/** `dapr.yaml` as this start needs it: itself, or a copy with other ports and another component folder. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { tree } from './paths.ts';

const runFile = z.looseObject({
  common: z.looseObject({
    resourcesPaths: z.array(z.string()),
    configFilePath: z.string(),
    placementHostAddress: z.string(),
    schedulerHostAddress: z.string(),
  }),
  apps: z.array(z.looseObject({ appID: z.string(), appDirPath: z.string(), appPort: z.number().int() })),
});
export type RunFile = z.infer<typeof runFile>;

export type Wanted = {
  /** The component folder, relative to the tree. */
  components: string;
  placement: string;
  scheduler: string;
  /** App id → its app port. */
  appPorts: ReadonlyMap<string, number>;
  /** Other settings for the sidecars than those of the tree; an absolute path. */
  configuration?: string | undefined;
};

const original = join(tree, 'dapr.yaml');

/** What `dapr.yaml` says. @throws {Error} when it is not what we know how to change. */
export const readRunFile = (): RunFile => runFile.parse(parse(readFileSync(original, 'utf8')));

/** The file as wanted, or undefined when the original already is. Paths become absolute: a copy lies elsewhere. */
export const adapt = (file: RunFile, wanted: Wanted, root: string = tree): RunFile | undefined => {
  const { common, apps } = file;
  const same =
    wanted.configuration === undefined &&
    common.resourcesPaths.join() === wanted.components &&
    common.placementHostAddress === wanted.placement &&
    common.schedulerHostAddress === wanted.scheduler &&
    apps.every((app) => wanted.appPorts.get(app.appID) === app.appPort);
  if (same) return undefined;
  return {
    ...file,
    common: {
      ...common,
      resourcesPaths: [join(root, wanted.components)],
      configFilePath: wanted.configuration ?? join(root, common.configFilePath),
      placementHostAddress: wanted.placement,
      schedulerHostAddress: wanted.scheduler,
    },
    apps: apps.map((app) => ({
      ...app,
      appDirPath: join(root, app.appDirPath),
      appPort: wanted.appPorts.get(app.appID) ?? app.appPort,
    })),
  };
};

/** The path of the file to run; a copy is written to `folder`. */
export const runFileFor = (wanted: Wanted, folder: string): string => {
  const adapted = adapt(readRunFile(), wanted);
  if (adapted === undefined) return original;
  const copy = join(folder, 'dapr.yaml');
  writeFileSync(copy, stringify(adapted));
  return copy;
};
