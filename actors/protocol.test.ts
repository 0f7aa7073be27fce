import { describe, expect, it } from 'vitest';
import { parseCall, reminderData } from './protocol.ts';

describe('a call of the sidecar', () => {
  it.each([
    ['GET', '/dapr/config', { kind: 'config' }],
    ['PUT', '/actors/T/a/method/execute', { kind: 'method', id: 'a', name: 'execute' }],
    ['PUT', '/actors/T/a/method/execute?x=1', { kind: 'method', id: 'a', name: 'execute' }],
    ['PUT', '/actors/T/a%20b/method/m%2Fn', { kind: 'method', id: 'a b', name: 'm/n' }],
    ['PUT', '/actors/T/a/method/remind/due-2026', { kind: 'remind', id: 'a', name: 'due-2026' }],
    ['PUT', '/actors/T/a/method/timer/t', { kind: 'timer', id: 'a', name: 't' }],
    ['PUT', '/actors/T/a/method/remind', { kind: 'method', id: 'a', name: 'remind' }],
    ['DELETE', '/actors/T/a', { kind: 'deactivate', id: 'a' }],
  ])('%s %s', (verb, url, call) => {
    expect(parseCall(verb, url, 'T')).toEqual(call);
  });

  it.each([
    ['PUT', '/dapr/config'],
    ['GET', '/healthz'],
    ['GET', '/actors/T/a/method/m'],
    ['POST', '/actors/T/a/method/m'],
    ['PUT', '/actors/Other/a/method/m'],
    ['PUT', '/actors/T//method/m'],
    ['PUT', '/actors/T/a/method/'],
    ['PUT', '/actors/T/a/method/remind/'],
    ['PUT', '/actors/T/a/method/m/n'],
    ['PUT', '/actors/T/a/method/remind/x/y'],
    ['PUT', '/actors/T/%E0%A4%A/method/m'],
    ['DELETE', '/actors/T/a/state'],
    ['DELETE', '/actors/T'],
  ])('is none of ours: %s %s', (verb, url) => {
    expect(parseCall(verb, url, 'T')).toBeNull();
  });
});

describe('what a reminder carries', () => {
  const data = { planned_for: 'then' };
  it.each([
    ['base64, as gRPC makes it', Buffer.from(JSON.stringify(data)).toString('base64'), data],
    ['a string of JSON', JSON.stringify(data), data],
    ['JSON', data, data],
    ['nothing', undefined, undefined],
    ['null', null, null],
    ['a word', 'word', 'word'],
  ])('%s', (_name, sent, seen) => {
    expect(reminderData({ data: sent, dueTime: '', period: '' })).toEqual(seen);
  });

  it('survives a body that is no object', () => {
    for (const body of [undefined, null, 'x', 1, []]) expect(reminderData(body)).toBeUndefined();
  });
});
