/** What hosting an actor costs: the SDK's host beside ours, doing nothing and saving one key, over a real sidecar. */
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { startSystem } from '../test/support/system.ts';
import { quantile } from './statistics.ts';

const kinds = ['sdk', 'ours'] as const;
const methods = ['nothing', 'save'] as const;
const concurrencies = [1, 16, 64] as const;
const rounds = 5;
const seconds = 2;

const app = fileURLToPath(new URL('./actor-host-app.ts', import.meta.url));
const command = (kind: string) => [process.execPath, '--import', 'tsx', app, kind];
const system = await startSystem({
  roles: [],
  apps: { 'bench-sdk': { command: command('sdk') }, 'bench-ours': { command: command('ours') } },
});
const hosts = kinds.map((kind) => {
  const { daprUrl, headers } = system.app(`bench-${kind}`);
  return {
    kind,
    headers: { ...headers, 'content-type': 'application/json' },
    pool: new Pool(daprUrl, { connections: 64 }),
  };
});

const measure = async ({ pool, headers, kind }: (typeof hosts)[number], method: string, atOnce: number) => {
  const latencies: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, worker) => {
      while (performance.now() < end) {
        const began = performance.now();
        const path = `/v1.0/actors/Bench${kind}/a${worker}-${latencies.length % 50}/method/${method}`;
        const response = await pool.request({
          method: 'PUT',
          path,
          body: '{"x":1}',
          headers,
        });
        const text = await response.body.text();
        if (response.statusCode !== 200) throw new Error(`${kind} ${method}: ${response.statusCode} ${text}`);
        latencies.push(performance.now() - began);
      }
    }),
  );
  return { perSecond: latencies.length / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
};

try {
  const table: object[] = [];
  for (const method of methods) {
    for (const atOnce of concurrencies) {
      const results = new Map<string, Awaited<ReturnType<typeof measure>>[]>();
      for (let round = 0; round <= rounds; round++) {
        for (const host of hosts) {
          const { kind } = host;
          const result = await measure(host, method, atOnce);
          // The first round warms up.
          if (round > 0) results.set(kind, [...(results.get(kind) ?? []), result]);
        }
      }
      for (const [kind, all] of results) {
        const median = (of: (r: { perSecond: number; p50: number; p99: number }) => number) =>
          quantile(all.map(of), 0.5);
        table.push({
          method,
          atOnce,
          host: kind,
          'calls/s': Math.round(median((r) => r.perSecond)),
          'p50 ms': median((r) => r.p50).toFixed(2),
          'p99 ms': median((r) => r.p99).toFixed(2),
        });
      }
    }
  }
  console.table(table);
} finally {
  for (const { pool } of hosts) await pool.close();
  await system.stop();
}
