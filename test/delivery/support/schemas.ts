/** Strict schemas of what a cluster accepts: Kubernetes' own OpenAPI and Dapr's own resource definitions, unknown fields refused. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { moduleFolder } from './go-modules.ts';
import type { Manifest } from './manifest.ts';

type Schema = Record<string, unknown>;
type Definitions = Record<string, Schema>;
type Crd = {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema & { properties: Definitions } } }[];
  };
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const intOrString = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The two types that are written as a number or as text; OpenAPI v2 can only say text. */
const scalars: Definitions = {
  [quantity]: {
    anyOf: [{ type: 'number' }, { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?([munkMGTPE]|[KMGTPE]i)?$' }],
  },
  [intOrString]: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
};

/** Closes every object that lists its fields, as the API server's strict decoding does. */
const strict = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(strict);
  if (!isSchema(schema)) return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  if (schema['x-kubernetes-int-or-string'] === true) return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  const free = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return isSchema(schema['properties']) && !free ? { ...closed, additionalProperties: false } : closed;
};

const keyOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }) => `${apiVersion} ${kind}`;

/** `io.k8s.api.apps.v1.Deployment` for `apps/v1 Deployment`. */
const builtInKinds = (definitions: Definitions): Map<string, string> =>
  new Map(
    Object.entries(definitions).flatMap(([name, schema]) => {
      const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as {
        group: string;
        version: string;
        kind: string;
      }[];
      return kinds.map(
        ({ group, version, kind }) => [`${group === '' ? '' : `${group}/`}${version} ${kind}`, name] as const,
      );
    }),
  );

const customKinds = async (): Promise<Definitions> => {
  const folder = join(await moduleFolder('dapr', 'github.com/dapr/dapr'), 'charts/dapr/crds');
  const definitions: Definitions = {};
  for (const file of await readdir(folder)) {
    const { spec } = parse(await readFile(join(folder, file), 'utf8')) as Crd;
    for (const { name, schema } of spec.versions.filter(({ served }) => served)) {
      const { openAPIV3Schema: whole } = schema;
      definitions[`${spec.group}/${name} ${spec.names.kind}`] = {
        ...whole,
        properties: { ...whole.properties, metadata: { $ref: `#/definitions/${objectMeta}` } },
      };
    }
  }
  return definitions;
};

/** Lists that are maps by the named fields hold each key once. */
const uniqueByKeys = {
  keyword: 'x-kubernetes-list-map-keys',
  type: 'array' as const,
  validate: (keys: string[], list: Record<string, unknown>[]) =>
    new Set(list.map((item) => JSON.stringify(keys.map((key) => item[key])))).size === list.length,
  error: { message: 'names the same entry twice' },
};

/** What is wrong with a manifest, each with its place; empty when nothing is. */
export type Judge = (manifest: Manifest) => string[];

/** Loads the schemas of the pinned Kubernetes and Dapr. */
export const loadSchemas = async (): Promise<Judge> => {
  const swagger = join(await moduleFolder('kubernetes', 'k8s.io/kubernetes'), 'api/openapi-spec/swagger.json');
  const { definitions: builtIn } = JSON.parse(await readFile(swagger, 'utf8')) as { definitions: Definitions };
  const custom = await customKinds();
  const kinds = builtInKinds(builtIn);
  for (const kind of Object.keys(custom)) kinds.set(kind, kind);

  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addKeyword(uniqueByKeys);
  ajv.addSchema({ $id: 'cluster', definitions: { ...(strict({ ...builtIn, ...custom }) as Definitions), ...scalars } });

  const compiled = new Map<string, ValidateFunction | undefined>();
  return (manifest) => {
    const key = keyOf(manifest);
    const name = kinds.get(key);
    if (name === undefined) return [`${key}: neither Kubernetes nor Dapr knows this kind`];
    const pointer = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
    const validate = compiled.get(key) ?? ajv.getSchema(`cluster#/definitions/${pointer}`);
    compiled.set(key, validate);
    if (validate === undefined) throw new Error(`the schema of ${key} cannot be compiled`);
    const { kind, metadata } = manifest;
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${kind} ${metadata.name}${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
    );
  };
};
