import { describe, expect, it } from 'vitest';
import { here, said } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { clausesOf } from './clauses.ts';
import { enumerated, partsOf } from './lists.ts';

it.each([
  ['buy milk tomorrow and call mum on friday', 'buy milk tomorrow | call mum on friday'],
  ['pay rent. Also remind me to water the plants', 'pay rent | remind me to water the plants'],
  ['delete milk and move the dentist to friday', 'delete milk | move the dentist to friday'],
  ['buy bread and butter tomorrow', 'buy bread and butter tomorrow'],
  ['call Ann and Bob at 5', 'call Ann and Bob at 5'],
  ['call Ann at 3 and Bob at 4', 'call Ann at 3 | Bob at 4'],
  ['in two weeks, remind me to call', 'in two weeks , remind me to call'],
  ['buy bread and also fix the bike', 'buy bread | fix the bike'],
  ['dentist friday at 3 and remind me 10 minutes before', 'dentist friday at 3 and remind me 10 minutes before'],
  ['read “buy milk tomorrow and call mum on friday”', 'read buy milk tomorrow and call mum on friday'],
])('the clauses of %j', (text, expected) => {
  expect(clausesOf(here, tokenize(text)).map(said).join(' | ')).toBe(expected);
});

describe('a message that is a list', () => {
  it.each([
    ['- milk\n- eggs', 'milk | eggs'],
    ['1. milk\n2. eggs', 'milk | eggs'],
    ['[ ] milk\n[x] eggs', 'milk | eggs'],
    ['milk; eggs', 'milk | eggs'],
    ['1) milk 2) eggs', 'milk | eggs'],
    ['version 1. is out', 'version 1 . is out'],
  ])('%j', (text, expected) => {
    expect(partsOf(tokenize(text)).parts.map(said).join(' | ')).toBe(expected);
  });

  it('comes apart behind its heading', () => {
    expect(said(partsOf(tokenize('Add these tasks:\nmilk\neggs')).heading ?? [])).toBe('Add these tasks :');
    expect(enumerated(tokenize('add three tasks: milk, eggs and bread'))?.map(said)).toEqual(['milk', 'eggs', 'bread']);
    expect(enumerated(tokenize('add milk, eggs and bread'))).toBeNull();
  });
});
