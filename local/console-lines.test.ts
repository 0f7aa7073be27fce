import { describe, expect, it } from 'vitest';
import { sortLine } from './console-lines.ts';

describe('a line of dapr run', () => {
  it('of an app becomes one readable line, and is kept as it was', () => {
    const entry = JSON.stringify({
      level: 'info',
      role: 'chat-api',
      time: '2026-01-02T03:04:05Z',
      task: 7,
      msg: 'done',
    });
    const sorted = sortLine(`\u001b[34m== APP - chat-api == ${entry}\u001b[0m`);
    expect(sorted).toMatchObject({ log: 'chat-api', raw: entry });
    expect(sorted.shown).toMatch(/^\d\d:\d\d:05 chat-api +done task=7$/);
  });

  it('with an error shows its message, not its stack', () => {
    const entry = JSON.stringify({ level: 'warn', msg: 'no luck', err: { message: 'gone', stack: 'at x\nat y' } });
    expect(sortLine(`== APP - chat-api == ${entry}`).shown).toMatch(/WARN no luck err=gone$/);
  });

  it('for debugging stays in the file', () => {
    expect(sortLine('== APP - chat-api == {"level":"debug","msg":"x"}')).toEqual({
      log: 'chat-api',
      raw: '{"level":"debug","msg":"x"}',
    });
  });

  it('that is no JSON is shown as it is', () => {
    expect(sortLine('== APP - chat-api == Error: boom').shown).toMatch(/chat-api +Error: boom$/);
  });

  it('of a sidecar goes to its file, and is shown only when the sidecar ends by it', () => {
    const line = (level: string) => `time="2026-01-02" level=${level} msg="say \\"no\\"" app_id=audit-service scope=x`;
    expect(sortLine(line('error'))).toEqual({ log: 'audit-service-daprd', raw: line('error') });
    expect(sortLine(line('fatal')).shown).toMatch(/audit-service \(sidecar\) +say \\"no\\"$/);
  });

  it('of the CLI goes to its file, its failures to the console, and an end is told', () => {
    expect(sortLine('ℹ️  Starting Dapr with id x.')).toEqual({ log: 'dapr', raw: 'ℹ️  Starting Dapr with id x.' });
    expect(sortLine('❌  Error validating run config').shown).toBeDefined();
    expect(sortLine('❌  The App process exited with error code: signal: killed')).toMatchObject({ ended: true });
  });
});
