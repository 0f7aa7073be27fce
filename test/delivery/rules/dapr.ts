/** What Dapr itself reads but no API server checks: annotations for its injector, settings of its components. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { moduleFolder } from '../support/go-modules.ts';
import { componentsOf, workloads, type Component, type Manifest } from '../support/manifest.ts';

const forms: Record<string, RegExp> = {
  bool: /^(true|false)$/,
  int: /^-?\d+$/,
  string: /^.+$/,
};

/** Every annotation the pinned injector reads, and the form its value must have; any other is ignored without a word. */
export const loadAnnotations = async (): Promise<Map<string, RegExp>> => {
  const source = join(await moduleFolder('dapr', 'github.com/dapr/dapr'), 'pkg/injector/patcher/sidecar.go');
  const fields = (await readFile(source, 'utf8')).matchAll(/^\s+\w+\s+\*?([a-z]+)\d*\s+`annotation:"([^"]+)"/gm);
  const known = new Map<string, RegExp>();
  for (const [, type = '', name = ''] of fields) {
    const form = forms[type];
    if (form === undefined)
      throw new Error(`${name}: the injector reads it as ${type}, a type this check has yet to learn`);
    known.set(name, /-(request|limit)$/.test(name) ? /^[0-9.]+(m|[KMG]i)?$/ : form);
  }
  return known;
};

/** Annotations that the injector would ignore, or read as something else. */
export const ignoredAnnotations = (all: readonly Manifest[], known: ReadonlyMap<string, RegExp>): string[] =>
  workloads(all).flatMap(({ metadata, spec }) =>
    Object.entries(spec.template.metadata.annotations)
      .filter(([name]) => name.startsWith('dapr.io/'))
      .flatMap(([name, value]) => {
        const form = known.get(name);
        if (form === undefined) return [`${metadata.name}: the injector does not know ${name}`];
        return form.test(value) ? [] : [`${metadata.name}: ${name} cannot be ${value}`];
      }),
  );

const setting = z.looseObject({ name: z.string(), allowedValues: z.array(z.string()).optional() });
const profile = z.looseObject({ metadata: z.array(setting) });
const described = z.looseObject({
  capabilities: z.array(z.string()).default([]),
  metadata: z.array(setting),
  authenticationProfiles: z.array(profile).default([]),
});

/** The settings of a component's type: lower-case name → values it may have, where they are listed. */
export type Settings = ReadonlyMap<string, readonly string[] | undefined>;

/** Reads what `type` and `version` can be set to. @throws {Error} when Dapr has no such component. */
export const settingsOf = async ({ type, version }: Component['spec']): Promise<Settings> => {
  const folder = join(await moduleFolder('dapr', 'github.com/dapr/components-contrib'), ...type.split('.'));
  const file = [join(folder, version, 'metadata.yaml'), join(folder, 'metadata.yaml')].find(existsSync);
  if (file === undefined) throw new Error(`Dapr has no component ${type} ${version}`);
  const { metadata, authenticationProfiles, capabilities } = described.parse(parse(await readFile(file, 'utf8')));
  const signIn = authenticationProfiles.flatMap((one) => one.metadata);
  const allowed = new Map<string, readonly string[] | undefined>(
    metadata.map(({ name, allowedValues }) => [name.toLowerCase(), allowedValues]),
  );
  // Each way to sign in lists the values that choose it; together they are the values there are.
  for (const { name } of signIn) {
    const values = signIn.filter((other) => other.name === name).flatMap(({ allowedValues }) => allowedValues ?? []);
    allowed.set(name.toLowerCase(), values.length === 0 ? undefined : values);
  }
  // Read by Dapr rather than by the component.
  if (capabilities.includes('actorStateStore')) allowed.set('actorstatestore', ['true', 'false']);
  return allowed;
};

/** Settings that a component would ignore, refuse or be given twice. */
export const wrongSettings = async (all: readonly Manifest[]): Promise<string[]> => {
  const problems: string[] = [];
  for (const [name, { spec }] of componentsOf(all)) {
    const settings = await settingsOf(spec);
    for (const { name: key, value } of spec.metadata) {
      const allowed = settings.get(key.toLowerCase());
      if (!settings.has(key.toLowerCase())) problems.push(`${name}: ${spec.type} has no setting ${key}`);
      else if (value !== undefined && allowed?.includes(value) === false)
        problems.push(`${name}: ${key} cannot be ${value}`);
      if (spec.metadata.filter((other) => other.name === key).length > 1) problems.push(`${name}: ${key} is set twice`);
    }
  }
  return problems;
};
