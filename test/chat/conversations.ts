/**
 * Conversations to be had twice: understood offline, and by a model that does what a sensible one would. A turn is what is
 * said, and the calls of such a model: step by step, none where it only talks.
 */
import type { Asked } from '../model/scripted-model.ts';

type Call = [tool: string, args: object];
type Turn = [said: string, ...steps: ((see: See) => Call[])[]];

/** What a model sees of its question, and the arithmetic a good one can do. */
export type See = ReturnType<typeof seeing>;

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY_MS = 86_400_000;
const textOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

const seeing = ({ messages }: Asked) => {
  const data = JSON.parse(messages[0]!.content!.split('Data, as JSON:\n')[1]!) as {
    now: string;
    tasks: { id: string; title: string }[];
    done_lately: { id: string; title: string }[][];
    categories: { category_id: string; name: string }[];
  };
  const today = Date.parse(`${data.now.slice(0, 10)}T00:00:00Z`);
  /** The first day that `fits`, from `from` days ahead. */
  const first = (from: number, fits: (day: Date) => boolean): string => {
    let day = today + from * DAY_MS;
    while (!fits(new Date(day))) day += DAY_MS;
    return textOf(day);
  };
  return {
    id: (title: string): string => [...data.tasks, ...data.done_lately.flat()].find((one) => one.title === title)!.id,
    category: (name: string): string | undefined =>
      data.categories.find((one) => one.name === name)?.category_id ??
      messages.flatMap((one) => (one.role === 'tool' ? [JSON.parse(one.content!)] : [])).at(-1)?.category_id,
    today: textOf(today),
    tomorrow: textOf(today + DAY_MS),
    /** The first such weekday after today. */
    next: (weekday: string): string => first(1, (day) => day.getUTCDay() === DAYS.indexOf(weekday)),
    /** The first of these weekdays at a time that is ahead; without a time, today counts. */
    coming: (weekdays: string[], time?: string): string => {
      const from = time !== undefined && data.now.slice(11, 16) >= time ? 1 : 0;
      const day = first(from, (one) => weekdays.includes(DAYS[one.getUTCDay()]!));
      return time === undefined ? day : `${day}T${time}:00`;
    },
    monthly: (date: number): string => first(0, (day) => day.getUTCDate() === date),
    yearly: (month: number, date: number): string =>
      first(0, (day) => day.getUTCMonth() === month - 1 && day.getUTCDate() === date),
  };
};

const add = (title: string, fields: object = {}): Call => ['add_task', { title, ...fields }];
const set = (id: string, fields: object): Call => ['update_task', { id, ...fields }];
const to = (verb: string, ...ids: string[]): Call[] => ids.map((id) => [`${verb}_task`, { id }]);
const tagged = (tag: string, ...titles: string[]): Call[] => titles.map((title) => add(title, { tags: [tag] }));

export const conversations: Turn[][] = [
  [
    ['buy milk', () => [add('buy milk')]],
    ['call the bank tomorrow at 3pm', (see) => [add('call the bank', { due_date: `${see.tomorrow}T15:00:00` })]],
    ['make it 4pm', (see) => [set(see.id('call the bank'), { due_date: `${see.tomorrow}T16:00:00` })]],
    ['mark buy milk as done', (see) => to('complete', see.id('buy milk'))],
    ['what is left?', () => [['list_tasks', {}]]],
  ],
  [
    [
      'pay rent every 1st !!! #home',
      (see) => [
        add('pay rent', {
          recurrence_rule: 'FREQ=MONTHLY;BYMONTHDAY=1',
          due_date: see.monthly(1),
          priority: 'HIGH',
          tags: ['home'],
        }),
      ],
    ],
    ['make it critical', (see) => [set(see.id('pay rent'), { priority: 'CRITICAL' })]],
  ],
  [
    [
      'standup every weekday at 9:15 #team',
      (see) => [
        add('standup', {
          recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
          due_date: see.coming(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], '09:15'),
          tags: ['team'],
        }),
      ],
    ],
    ['rename it to daily standup', (see) => [set(see.id('standup'), { title: 'daily standup' })]],
  ],
  [
    [
      'water the plants every 3 days',
      (see) => [add('water the plants', { recurrence_rule: 'FREQ=DAILY;INTERVAL=3', due_date: see.today })],
    ],
    ['mark water the plants as done', (see) => to('complete', see.id('water the plants'))],
  ],
  [
    ['dentist on friday at 10am', (see) => [add('dentist', { due_date: `${see.next('friday')}T10:00:00` })]],
    ['move it to monday', (see) => [set(see.id('dentist'), { due_date: `${see.next('monday')}T10:00:00` })]],
    ['what do I have on monday?', () => [['search_tasks', { q: 'dentist' }]]],
  ],
  [
    ['report #work; slides #work; budget #work', () => tagged('work', 'report', 'slides', 'budget')],
    ['complete all tasks tagged #work', (see) => to('complete', see.id('report'), see.id('slides'), see.id('budget'))],
    ['undo', (see) => to('undo', see.id('report'), see.id('slides'), see.id('budget'))],
  ],
  [
    ['sort photos #old; scan letters #old', () => tagged('old', 'sort photos', 'scan letters')],
    ['delete all tasks tagged #old', (see) => to('delete', see.id('sort photos'), see.id('scan letters'))],
    ['yes'],
  ],
  [
    ['keep diary #mine; keep bees #mine', () => tagged('mine', 'keep diary', 'keep bees')],
    ['delete all tasks tagged #mine', (see) => to('delete', see.id('keep diary'), see.id('keep bees'))],
    ['no'],
  ],
  [
    ['call Anna; call Ben', () => [add('call Anna'), add('call Ben')]],
    ['complete call'],
    ['the first one', (see) => to('complete', see.id('call Anna'))],
  ],
  [
    ['buy paint', () => [add('buy paint')]],
    ['rename buy paint to buy white paint', (see) => [set(see.id('buy paint'), { title: 'buy white paint' })]],
    ['set its priority to low', (see) => [set(see.id('buy white paint'), { priority: 'LOW' })]],
    ['undo', (see) => to('undo', see.id('buy white paint'))],
  ],
  [
    [
      'gym every monday at 7pm',
      (see) => [add('gym', { recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO', due_date: see.coming(['monday'], '19:00') })],
    ],
    ['skip it', (see) => to('skip', see.id('gym'))],
  ],
  [
    ['send invoice on friday', (see) => [add('send invoice', { due_date: see.next('friday') })]],
    ['actually make it thursday', (see) => [set(see.id('send invoice'), { due_date: see.next('thursday') })]],
  ],
  [
    ['read a book', () => [add('read a book')]],
    ['delete read a book', (see) => to('delete', see.id('read a book'))],
    ['undo', (see) => to('undo', see.id('read a book'))],
  ],
  [
    ['tax return by 31 May !!', (see) => [add('tax return', { due_date: see.yearly(5, 31), priority: 'MEDIUM' })]],
    ['tag it #money', (see) => [set(see.id('tax return'), { tags: ['money'] })]],
  ],
  [
    ['fix bike', () => [add('fix bike')]],
    ['mark fix bike as done', (see) => to('complete', see.id('fix bike'))],
    ['reopen fix bike', (see) => to('reopen', see.id('fix bike'))],
  ],
  [
    ['lunch with Tom tomorrow at noon', (see) => [add('lunch with Tom', { due_date: `${see.tomorrow}T12:00:00` })]],
    ['what do I have tomorrow?', () => [['list_tasks', {}]]],
    [
      'snooze it for 2 hours',
      (see) => [['snooze_task', { id: see.id('lunch with Tom'), until: `${see.tomorrow}T14:00:00` }]],
    ],
  ],
  [
    [
      'clean the kitchen every weekend',
      (see) => [
        add('clean the kitchen', {
          recurrence_rule: 'FREQ=WEEKLY;BYDAY=SA,SU',
          due_date: see.coming(['saturday', 'sunday']),
        }),
      ],
    ],
    ['mark clean the kitchen as done', (see) => to('complete', see.id('clean the kitchen'))],
  ],
  [
    [
      'service the car every 3 months',
      (see) => [add('service the car', { recurrence_rule: 'FREQ=MONTHLY;INTERVAL=3', due_date: see.today })],
    ],
    ['set its priority to high', (see) => [set(see.id('service the car'), { priority: 'HIGH' })]],
  ],
  [
    [
      'buy stamps #errands; post letter #errands; return books #errands; get keys cut #errands',
      () => tagged('errands', 'buy stamps', 'post letter', 'return books', 'get keys cut'),
    ],
    [
      'set priority of all #errands tasks to high',
      (see) =>
        ['buy stamps', 'post letter', 'return books', 'get keys cut'].map((title) =>
          set(see.id(title), { priority: 'HIGH' }),
        ),
    ],
    ['show my tasks', () => [['list_tasks', {}]]],
  ],
  [
    [
      'prepare talk in category Work',
      () => [['add_category', { name: 'Work' }]],
      (see) => [add('prepare talk', { category_id: see.category('Work') })],
    ],
    ['book room in category Work', (see) => [add('book room', { category_id: see.category('Work') })]],
  ],
  [
    [
      'jog every day at 7am',
      (see) => [add('jog', { recurrence_rule: 'FREQ=DAILY', due_date: see.coming(DAYS, '07:00') })],
    ],
    ['pause jog', (see) => to('pause', see.id('jog'))],
    ['resume jog', (see) => to('resume', see.id('jog'))],
  ],
  [
    ['meet Sam on 24 December at 18:30', (see) => [add('meet Sam', { due_date: `${see.yearly(12, 24)}T18:30:00` })]],
    ['cancel that', (see) => to('undo', see.id('meet Sam'))],
  ],
  [
    ['add three tasks: wash car, sweep yard and feed cat', () => [add('wash car'), add('sweep yard'), add('feed cat')]],
    ['complete sweep yard', (see) => to('complete', see.id('sweep yard'))],
    ['what did I finish?', () => [['list_tasks', { status: 'completed' }]]],
  ],
  [
    ['order cake tomorrow', (see) => [add('order cake', { due_date: see.tomorrow })]],
    ['no, friday', (see) => [set(see.id('order cake'), { due_date: see.next('friday') })]],
    ['tag it #party', (see) => [set(see.id('order cake'), { tags: ['party'] })]],
  ],
  [
    ['plan trip next monday', (see) => [add('plan trip', { due_date: see.next('monday') })]],
    ['remove the due date of plan trip', (see) => [set(see.id('plan trip'), { clear: ['due_date'] })]],
  ],
  [['buy bread', () => [add('buy bread')]], ['delete buy butter'], ['thanks']],
  [
    [
      'vitamins every day at 8am',
      (see) => [add('vitamins', { recurrence_rule: 'FREQ=DAILY', due_date: see.coming(DAYS, '08:00') })],
    ],
    ['mark vitamins as done', (see) => to('complete', see.id('vitamins'))],
    ['undo', (see) => to('undo', see.id('vitamins'))],
  ],
  [
    ['move house on friday at 9am', (see) => [add('move house', { due_date: `${see.next('friday')}T09:00:00` })]],
    [
      'move it to saturday at 8 and make it critical and tag it #home',
      (see) => [
        set(see.id('move house'), {
          due_date: `${see.next('saturday')}T08:00:00`,
          priority: 'CRITICAL',
          tags: ['home'],
        }),
      ],
    ],
    ['what is due on saturday?', () => [['list_tasks', {}]]],
  ],
];

/** What the model of the suite does next, or null when the question is not of the suite. */
export const sensible = (asked: Asked): { say: string } | { calls: Call[] } | null => {
  const said = asked.messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  const turns = conversations.find(([first]) => first?.[0] === said[0]);
  const turn = turns?.[said.length - 1];
  if (turn === undefined) return null;
  const taken = asked.messages.slice(asked.messages.findLastIndex(({ role }) => role === 'user') + 1);
  const step = turn[1 + taken.filter(({ role }) => role === 'assistant').length];
  return typeof step === 'function' ? { calls: step(seeing(asked)) } : { say: 'As you wish.' };
};
