import { describe, expect, it } from 'vitest';
import type { Progress } from '../operations/operation.ts';
import { createTellings } from './telling.ts';

const listening = (tellings: ReturnType<typeof createTellings>, after: string | null = null) => {
  const heard: Progress[] = [];
  const stop = tellings.listen('m', { after, tell: (progress) => heard.push(progress) });
  return { heard, stop, ids: () => heard.map(({ id, event }) => `${id} ${event}`) };
};
const aTurn = (tellings: ReturnType<typeof createTellings>) => {
  const voice = tellings.voiceOf('m');
  voice.say(1, 0, 'Let me');
  voice.say(1, 6, ' see.');
  voice.call(1, 0, { tool: 'add_task', arguments: {} });
  voice.result(1, 0, { tool: 'add_task', ok: true, result: {} });
  return voice;
};

describe('the telling of a turn', () => {
  it('is heard as it happens', () => {
    const tellings = createTellings();
    const { ids } = listening(tellings);
    aTurn(tellings);
    expect(ids()).toEqual(['1.0.6 token', '1.0.11 token', '1.1.0 tool_call', '1.1.1 tool_result']);
  });

  it('is told again, texts whole, to whoever comes later', () => {
    const tellings = createTellings();
    aTurn(tellings);
    const { heard, ids } = listening(tellings);
    expect(ids()).toEqual(['1.0.11 token', '1.1.0 tool_call', '1.1.1 tool_result']);
    expect(heard[0]?.data).toEqual({ step: 1, at: 0, text: 'Let me see.' });
  });

  it.each([
    ['1.0.6', ['1.0.11 token', '1.1.0 tool_call', '1.1.1 tool_result']],
    ['1.1.0', ['1.1.1 tool_result']],
    ['1.1.1', []],
    ['2.0.1', []],
    ['nonsense', ['1.0.11 token', '1.1.0 tool_call', '1.1.1 tool_result']],
  ])('goes on after %s', (after, rest) => {
    const tellings = createTellings();
    const voice = aTurn(tellings);
    const { ids } = listening(tellings, after);
    expect(ids()).toEqual(rest);
    voice.confirmation({ question: '?', calls: [] });
    expect(ids().at(-1)).toBe('9999.0.0 confirmation');
  });

  it('replaces a text that is begun anew, and repeats no call, when the turn is taken up again', () => {
    const tellings = createTellings();
    const { heard, ids } = listening(tellings);
    const voice = aTurn(tellings);
    voice.say(2, 0, 'Done already');
    voice.end();
    const again = aTurn(tellings);
    again.say(2, 0, 'It is ');
    again.say(2, 6, 'done.');
    expect(ids().slice(4)).toEqual(['2.0.12 token', '2.0.6 token', '2.0.11 token']);
    expect(heard.at(-2)?.data).toEqual({ step: 2, at: 0, text: 'It is ' });
  });

  it('is forgotten when it is over and nobody listens', () => {
    const tellings = createTellings();
    const first = listening(tellings);
    aTurn(tellings).end();
    first.stop();
    expect(listening(tellings).ids()).toEqual([]);
  });
});
