/** Thanks want nothing; what only begins with them, or looks like them, does. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../words/tokens.ts';
import { said } from '../../../../test/language/speaker.ts';
import { isThanks, withoutThanks } from './thanks.ts';

describe('thanks', () => {
  it.each([
    ['cheers, you have been really helpful', true],
    ['thank you for all your help today!', true],
    ['that was quick, much appreciated', true],
    ['I really appreciate it', true],
    ['thank Bob for the lift', false],
    ['thank you card for grandma', false],
    ['thanks, now delete the invoice', false],
    ['write to the helpful neighbour', false],
    ['', false],
  ])('%s', (text, thanks) => {
    expect(isThanks(tokenize(text))).toBe(thanks);
  });

  it.each([
    ['thanks for everything, but delete the gym', 'delete the gym'],
    ['perfect! add eggs', 'add eggs'],
    ["thanks for the lift, you're a star. buy Tom a beer", 'buy Tom a beer'],
    ['thank you card for grandma', 'thank you card for grandma'],
    ['thanks for coming cards', 'thanks for coming cards'],
  ])('%s: what is wanted', (text, wanted) => {
    expect(said(withoutThanks(tokenize(text)))).toBe(wanted);
  });
});
