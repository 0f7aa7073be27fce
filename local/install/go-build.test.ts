import { describe, expect, it } from 'vitest';
import { counter } from './go-build.ts';

describe('what go build prints', () => {
  it('is counted: modules first, then packages', () => {
    const said: string[] = [];
    const count = counter((text) => said.push(text));
    count('go: downloading github.com/dapr/kit v0.18.2');
    count('go: downloading gopkg.in/yaml.v3 v3.0.1');
    count('internal/goarch');
    count('github.com/dapr/dapr/cmd/daprd');
    count('# github.com/broken: some error');
    expect(said).toEqual([
      '1 modules downloaded',
      '2 modules downloaded',
      '1 packages compiled',
      '2 packages compiled',
    ]);
  });
});
