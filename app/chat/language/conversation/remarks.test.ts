/** What only tells why is no task; what is another wish is one. */
import { describe, expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import { understand } from '../understand.ts';

const tasks = [task('Fix fence', { completed: true }), task('Call Ben'), task('Pay water bill')];

describe('a remark before a command', () => {
  it.each([
    ['the fence came down again, reopen fix fence', ['reopen Fix fence']],
    ['Ben is away, delete call ben', ['delete Call Ben']],
    ["it's a holiday on Monday, so please mark pay water bill as critical", ['update Pay water bill']],
    ['water bill bounced, can you delete pay water bill', ['delete Pay water bill']],
    ['buy fence posts, delete call ben', ['add buy fence posts', 'delete Call Ben']],
    ['I paid the water bill, delete call ben', ['complete Pay water bill', 'delete Call Ben']],
    ['tell Sam the fence broke again', ['add tell Sam the fence broke again']],
  ])('%s', (text, expected) => {
    const { acts } = understand(turnOf(text, tasks).heard);
    expect(acts.map((act) => `${act.op} ${act.op === 'add' ? act.task.title : act.target.title}`)).toEqual(expected);
  });
});
