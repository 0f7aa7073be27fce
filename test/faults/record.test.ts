/** The driver's own record: what it takes for an answer, for service, and for somebody else's. */
import { expect, test } from 'vitest';
import { createRecorder, outcomeOf, type Answer } from './record.ts';

const marks = new Map([
  ['ann', 'm-ann'],
  ['bob', 'm-bob'],
]);
const told = (...answers: (Answer | Error)[]) => {
  const recorder = createRecorder(() => {
    const next = answers.shift();
    return next instanceof Error || next === undefined ? Promise.reject(next ?? new Error('no more')) : Promise.resolve(next); // prettier-ignore
  }, marks);
  const send = (key: string) =>
    recorder.send({ key, user: 'ann', kind: 'create', method: 'POST', path: '/', body: {} });
  return { recorder, send };
};

test('what is refused is settled, and no service', async () => {
  const { recorder, send } = told({ status: 201, body: {} }, { status: 404, body: {} });
  await send('one');
  await send('two');
  expect(recorder.commands.map(outcomeOf)).toEqual(['acknowledged', 'refused']);
  expect([recorder.answeredAt.length, recorder.failures()]).toEqual([1, 0]);
});

test('an outage, a limit and silence leave it open', async () => {
  const { recorder, send } = told({ status: 503, body: {} }, { status: 429, body: {} }, new Error('reset'));
  for (const key of ['one', 'two', 'three']) await send(key);
  expect(recorder.commands.map(outcomeOf)).toEqual(['unknown', 'unknown', 'unknown']);
  expect([recorder.answeredAt.length, recorder.failures()]).toEqual([0, 3]);
});

test('another person’s mark is seen wherever it is answered, one’s own is not a leak', async () => {
  const { recorder } = told(
    { status: 200, body: { items: [{ title: 'm-ann 1' }] } },
    { status: 404, body: ['m-bob 2'] },
  );
  await recorder.ask('ann', '/mine');
  expect(recorder.leaks).toEqual([]);
  await recorder.ask('ann', '/theirs');
  expect(recorder.leaks).toEqual(['GET /theirs as ann holds m-bob']);
});

test('a command that gets no answer is held up until it does', async () => {
  let answer: (one: Answer) => void = () => undefined;
  const recorder = createRecorder(() => new Promise((resolve) => (answer = resolve)), marks);
  const sent = recorder.send({ key: 'one', user: 'ann', kind: 'create', method: 'POST', path: '/', body: {} });
  expect(recorder.heldUp(0).map(({ key }) => key)).toEqual(['one']);
  expect(recorder.heldUp(60_000)).toEqual([]);
  answer({ status: 201, body: {} });
  await sent;
  expect(recorder.heldUp(0)).toEqual([]);
});
