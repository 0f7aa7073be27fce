/** The sidecars' part in traces: the settings of components/configuration.yaml, with a collector added where there is one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { tree } from './paths.ts';

const configuration = z.looseObject({ spec: z.looseObject({}) });

/** They join every trace that is sampled and begin none, or as good as none: a rate of 0 would switch them off. */
const SAMPLING_RATE = '0.000000001';

/**
 * Writes the sidecars' settings for a collector of OTLP over HTTP at `endpoint` (a URL; its path is not looked at, it is
 * always /v1/traces) to `folder`. @returns the file
 */
export const tracedConfiguration = (endpoint: string, folder: string): string => {
  const { host, protocol } = new URL(endpoint);
  const original = configuration.parse(
    parse(readFileSync(join(tree, 'components', 'configuration.yaml'), 'utf8')) satisfies unknown,
  );
  const otel = { endpointAddress: host, protocol: 'http', isSecure: protocol === 'https:' };
  const traced = { ...original, spec: { ...original.spec, tracing: { samplingRate: SAMPLING_RATE, otel } } };
  const file = join(folder, 'configuration.yaml');
  writeFileSync(file, stringify(traced));
  return file;
};

/** The settings to run sidecars with, where `env` names a collector as OpenTelemetry has it. */
export const configurationFor = (env: NodeJS.ProcessEnv, folder: string): string | undefined => {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return endpoint === '' || isOff ? undefined : tracedConfiguration(endpoint, folder);
};
