import { expect, it } from 'vitest';
import { said } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { wishOf } from './wish.ts';

it.each([
  ['mark milk as done', 'complete milk!'],
  ['check off milk', 'complete milk!'],
  ['done with milk', 'complete milk!'],
  ['I paid the rent', 'complete paid the rent!'],
  ['bought milk', 'complete bought milk?'],
  ['I have already paid the rent', 'complete paid the rent!'],
  ['paid it just now', 'complete it!'],
  ['had it this morning', 'complete it!'],
  ['I did it on Tuesday', 'complete it!'],
  ["the second one's posted", 'complete the second one!'],
  ["that's been dealt with", 'complete it!'],
  ["it's cancelled", 'delete it!'],
  ['I have not paid the rent', 'reopen paid the rent!'],
  ["it's still not paid", 'reopen it!'],
  ['milk is done', 'complete milk!'],
  ['done', 'complete it!'],
  ['finish the report', 'complete the report?'],
  ['mark milk as not done', 'reopen milk!'],
  ['reopen milk', 'reopen milk!'],
  ["the report isn't done", 'reopen the report!'],
  ['delete milk', 'delete milk!'],
  ['get rid of the milk', 'delete the milk?'],
  ['take milk off my list', 'delete milk!'],
  ['skip gym', 'skip gym?'],
  ['pause gym', 'pause gym?'],
  ['the first one is paid', 'complete the first one!'],
  ['got both of them', 'complete both of them!'],
  ["the mower's been serviced", "complete the mower's serviced?"],
  ["I've exchanged the money", 'complete exchanged the money?'],
  ['tick that one', 'complete that one!'],
  ['mark milk as done for me please', 'complete milk!'],
  ['the hotel is not booked yet', 'reopen the hotel booked?'],
  ['bring back milk', 'reopen milk?'],
  ['the picnic is cancelled', 'delete the picnic!'],
  ["I don't want to do the lawn anymore", 'delete the lawn!'],
  ['remove all completed', 'delete all completed!'],
  ['buy milk', 'nothing'],
  ['get the report done', 'nothing'],
])('the wish of %j', (text, expected) => {
  const wish = wishOf(tokenize(text));
  expect(wish === null ? 'nothing' : `${wish.op} ${said(wish.object)}${wish.sure ? '!' : '?'}`).toBe(expected);
});
