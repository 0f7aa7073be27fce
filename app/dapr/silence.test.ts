import { describe, expect, it } from 'vitest';
import { createSilence } from './silence.ts';

const probe = { url: '/healthz', headers: { 'user-agent': 'Go-http-client/1.1' } };
const call = { url: '/actors/TaskActor/1/method/read', headers: {} };
const kubelet = { url: '/healthz', headers: { 'user-agent': 'kube-probe/1.36' } };

const given = () => {
  let at = 0;
  const broken: number[] = [];
  const silence = createSilence({ onBroken: (ms) => broken.push(ms), now: () => at });
  return {
    broken,
    hear: (request: typeof probe | typeof call, after: number) => {
      at += after;
      silence.heard(request);
    },
  };
};

describe('a sidecar', () => {
  it('that probes once a second is not silent', () => {
    const { hear, broken } = given();
    for (let n = 0; n < 10; n += 1) hear(probe, 1_000);
    hear(probe, 1_900);
    expect(broken).toEqual([]);
  });

  it('that could have given us up is noticed with whatever comes first, a call or a probe', () => {
    const { hear, broken } = given();
    hear(probe, 0);
    hear(call, 2_900);
    hear(probe, 100);
    hear(call, 100);
    hear(probe, 2_001);
    expect(broken).toEqual([2_900, 2_001]);
  });

  it('that never probes may be as silent as it likes', () => {
    const { hear, broken } = given();
    hear(call, 0);
    hear(call, 60_000);
    expect(broken).toEqual([]);
  });

  it('is not heard in what a kubelet or somebody else asks', () => {
    const { hear, broken } = given();
    hear(probe, 0);
    for (let n = 0; n < 4; n += 1) hear(kubelet, 1_000);
    hear({ url: '/metrics', headers: {} }, 0);
    expect(broken).toEqual([]);
    hear(probe, 0);
    expect(broken).toEqual([4_000]);
  });
});
