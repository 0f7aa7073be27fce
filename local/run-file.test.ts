import { describe, expect, it } from 'vitest';
import { roles } from '../app/config.ts';
import { adapt, readRunFile } from './run-file.ts';
import { appHealth } from './sidecar.ts';

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
