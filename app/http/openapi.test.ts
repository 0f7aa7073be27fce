import { describe, expect, it } from 'vitest';
import { catalogue } from '../operations/catalogue.ts';
import { openApi } from './openapi.ts';

type Described = {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, unknown>; security?: unknown[] }>
  >;
  components: { schemas: Record<string, unknown> };
};

describe('the description of the API', () => {
  const described = openApi(catalogue, '1.2.3') as Described;
  const text = JSON.stringify(described);

  it('has every operation of the catalogue, once', () => {
    const ids = Object.values(described.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(ids.sort()).toEqual([...catalogue.map(({ name }) => name), 'stream'].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to what it has', () => {
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((name) => !(name in described.components.schemas))).toEqual([]);
  });

  it('says what needs nobody signed in', () => {
    const open = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.values(methods).some((one) => one.security?.length === 0) ? [path] : [],
    );
    expect(open).toEqual(['/api/auth/signup', '/api/auth/login']);
  });

  it('names the events of what can be streamed, and the header that resumes it', () => {
    const told = catalogue.map((one) => (one.name === 'add_task' ? { ...one, tells: { begun: 'It has begun' } } : one));
    const { post } = (openApi(told, '1') as Described).paths['/api/tasks'] ?? {};
    expect(JSON.stringify(post)).toMatch(/text\/event-stream.*`begun`: It has begun.*`answer`.*`error`/);
    expect(JSON.stringify(post)).toContain('Last-Event-ID');
    expect(JSON.stringify(described.paths['/api/stream'])).toMatch(/`resync`.*`task`/);
  });

  it('describes every path parameter, and no field twice', () => {
    for (const { route, input } of catalogue) {
      for (const [, name] of route.path.matchAll(/\{(\w+)\}/g)) expect(Object.keys(input.shape)).toContain(name);
    }
  });
});
