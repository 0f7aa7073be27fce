import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { roles } from '../app/config.ts';
import { adapt, readRunFile } from './run-file.ts';
import { appHealth } from './sidecar.ts';
import { configurationFor } from './tracing.ts';

const settings = z.object({ spec: z.record(z.string(), z.unknown()) });

const file = readRunFile();
const asItIs = {
  components: 'components/local',
  placement: '127.0.0.1:50005',
  scheduler: '127.0.0.1:50006',
  appPorts: new Map(file.apps.map((app) => [app.appID, app.appPort])),
};

describe('dapr.yaml', () => {
  it('has every role once, under its own name', () => {
    expect(file.apps.map((app) => app.appID).sort()).toEqual([...roles].sort());
    for (const app of file.apps) expect(app['command']).toEqual(['node', 'dist/app/main.js', app.appID]);
  });

  it('checks the health of apps as the tests do', () => {
    expect(file.common).toMatchObject({
      enableAppHealthCheck: true,
      appHealthCheckPath: appHealth.path,
      appHealthProbeInterval: appHealth.interval,
      appHealthProbeTimeout: appHealth.timeout,
      appHealthThreshold: appHealth.threshold,
    });
  });

  it('is used as it is when nothing has to differ', () => {
    expect(adapt(file, asItIs)).toBeUndefined();
  });

  it('is copied with other settings of the sidecars, where a collector is to hear of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'duecourse-traced-'));
    expect(configurationFor({}, folder)).toBeUndefined();
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(configurationFor({ ...collector, OTEL_SDK_DISABLED: 'true' }, folder)).toBeUndefined();
    const configuration = configurationFor(collector, folder);
    expect(adapt(file, { ...asItIs, configuration })?.common.configFilePath).toBe(configuration);
    const [usual, traced] = ['components/configuration.yaml', configuration ?? ''].map((path) =>
      settings.parse(parse(readFileSync(path, 'utf8'))),
    );
    expect(traced?.spec).toEqual({
      ...usual?.spec,
      tracing: {
        samplingRate: expect.stringMatching(/^0\.0*1$/),
        otel: { endpointAddress: '127.0.0.1:4318', protocol: 'http', isSecure: false },
      },
    });
    rmSync(folder, { recursive: true });
  });

  it('is copied with other ports and components, by absolute paths', () => {
    const copy = adapt(
      file,
      { ...asItIs, components: 'components/kafka', appPorts: new Map([...asItIs.appPorts, ['chat-api', 9]]) },
      '/tree',
    );
    expect(copy?.common).toMatchObject({
      resourcesPaths: ['/tree/components/kafka'],
      configFilePath: '/tree/components/configuration.yaml',
      logLevel: 'warn',
    });
    expect(copy?.apps.find((app) => app.appID === 'chat-api')).toMatchObject({ appPort: 9, appDirPath: '/tree' });
    expect(copy?.apps).toHaveLength(roles.length);
  });
});
