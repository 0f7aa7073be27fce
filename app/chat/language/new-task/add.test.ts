import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { here } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { readAdd, readPreamble } from './add.ts';

/** Title and due date of the first task in `text`, or what is missing. */
const added = (text: string): string => {
  const read = readAdd(here, text, tokenize(text));
  if (!read.ok) return `asks: ${read.problem.kind}`;
  return read.tasks.map(({ title, due }) => `${title}${due === null ? '' : ` | ${due.slice(0, 16)}`}`).join(' & ');
};

describe('convention 11, the title is what is left', () => {
  it.each([
    ['remind me to call mum tomorrow at 5 please', 'call mum | 2026-11-26T17:00'],
    ['could you add a task to water the plants on friday?', 'water the plants | 2026-11-27'],
    ['on friday I need to pay rent', 'pay rent | 2026-11-27'],
    ['add milk to my list for tomorrow', 'milk | 2026-11-26'],
    ['don’t let me forget the dentist (friday at 3)', 'the dentist | 2026-11-27T15:00'],
    ['new high priority task: call Bob', 'call Bob'],
    ['9am tomorrow dentist', 'dentist | 2026-11-26T09:00'],
    ['buy stamps tom', 'buy stamps | 2026-11-26'],
    ['call tom', 'call tom'],
    ['turn the lights on at 6', 'turn the lights on | 2026-11-25T18:00'],
    ['meeting at 25:00', 'asks: no-time'],
    ['party on 30 february', 'asks: impossible'],
    ['remind me tomorrow', 'asks: title'],
    ['ping me at 4 to join the call', 'join the call | 2026-11-25T16:00'],
    ['just remembered I have to pay rent', 'pay rent'],
    ['maybe clean the oven', 'clean the oven'],
    ['pencil in lunch next friday at 1', 'lunch | 2026-12-04T13:00'],
    ['TODO call Ann', 'call Ann'],
    ['write down that I need to call Joe', 'call Joe'],
    ['call Tim at 3 or rather 4', 'call Tim | 2026-11-25T16:00'],
    ['buy tickets for the 8pm show on saturday', 'buy tickets for the 8pm show | 2026-11-28'],
    ['book a table for the 20th', 'book a table | 2026-12-20'],
    ['in a month, remind me to check the stain', 'check the stain | 2026-12-25'],
    ['I think I should probably call Ann', 'call Ann'],
    ['can ya chuck milk on my list?', 'milk'],
    ['trip Dec 3 to Dec 6', 'trip | 2026-12-03'],
    ['holiday 24 May - 30 May with Kim', 'holiday with Kim | 2027-05-24'],
    ['feed the cat at 8am and 6pm every day', 'feed the cat | 2026-11-26T08:00 & feed the cat | 2026-11-25T18:00'],
    ['every Wednesday do the flowers, 4 times', 'do the flowers | 2026-11-25'],
    ['every year go to Rome for 2 weeks', 'go to Rome for 2 weeks | 2026-11-25'],
  ])('%j', (text, expected) => {
    expect(added(text)).toBe(expected);
  });

  it.each([
    'read 1984',
    'watch The 5th Wave',
    'clean the monitor',
    'Friday’s meeting notes',
    'march on Rome',
    'see The Day After Tomorrow',
    'buy Christmas presents',
    'fix bug 24/7',
    'ask Ann about friday',
    'weekly report',
  ])('%j is all title', (text) => {
    expect(added(text)).toBe(text);
  });

  it('keeps a title in quotes, whatever it says', () => {
    const words = fc.constantFrom(
      'tomorrow',
      'every',
      'day',
      'friday',
      'at',
      '5pm',
      'p1',
      '#tag',
      'remind',
      'me',
      'to',
      'done',
      'delete',
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (title) => {
        expect(added(`remind me to “${title.join(' ')}” tomorrow`)).toBe(`${title.join(' ')} | 2026-11-26`);
      }),
    );
  });
});

it.each([
  ['remind me to call', 'call', true],
  ['please could you add a task: call', 'call', true],
  ['I need to call', 'call', false],
  ['remind me tomorrow to call', 'call', true],
  ['call', 'call', false],
  ['make dinner', 'make', false],
])('the preamble of %j', (text, first, strong) => {
  const tokens = tokenize(text);
  const preamble = readPreamble(here, tokens);
  expect([tokens[preamble.from]?.lower, preamble.strong]).toEqual([first, strong]);
});
