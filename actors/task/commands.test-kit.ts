/** Commands of every kind for property tests, mostly sensible, sometimes not, with times around the world's clock. */
import fc from 'fast-check';
import type { TaskCommand } from './commands.ts';
import { FRIEND, POLICY } from './world.test-kit.ts';

const RULES = [
  'FREQ=DAILY', 'FREQ=DAILY;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,TH', 'FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=MONTHLY;BYDAY=-1FR',
  'FREQ=HOURLY;INTERVAL=6', 'FREQ=YEARLY', 'FREQ=DAILY;INTERVAL=3;UNTIL=20260601T000000Z', 'every weekday', '0 9 * * 1-5', 'nonsense',
]; // prettier-ignore
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Karachi', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];

/** A local time, date or instant from a day before the clock to two months after it. */
const when = (now: number): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: -1440, max: 90_000 }), fc.constantFrom(10, 16, 24)).map(([minutes, length]) => {
    const text = new Date(now + minutes * 60_000).toISOString();
    return length === 24 ? text : text.slice(0, length);
  });

const reminder = (now: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('PT0S', 'PT5M', 'PT1H', 'P1D', 'P1W').map((offset) => ({ offset })) },
    { weight: 2, arbitrary: fc.constantFrom('PT10M', 'PT2H').map((nag) => ({ offset: 'PT0S', nag })) },
    { weight: 1, arbitrary: when(now).map((at) => ({ at })) },
  );

const fields = (now: number) => ({
  title: fc.constantFrom('Tea', 'Water the plants', ' '),
  description: fc.option(fc.constantFrom('', 'Mind the cactus')),
  priority: fc.option(fc.constantFrom('LOW' as const, 'HIGH' as const, 'CRITICAL' as const)),
  tags: fc.array(fc.constantFrom('home', 'Home', 'work', 'a b'), { maxLength: 3 }),
  due_date: fc.option(when(now)),
  time_zone: fc.constantFrom(...ZONES),
  recurrence_rule: fc.option(fc.constantFrom(...RULES)),
  recurrence_mode: fc.constantFrom('schedule' as const, 'completion' as const, 'strict' as const),
  reminders: fc.array(reminder(now), { maxLength: 4 }),
  checklist: fc.array(fc.record({ text: fc.constantFrom('one', 'two'), done: fc.boolean() }), { maxLength: 3 }),
  assignee_id: fc.option(fc.constant(FRIEND)),
});

/** What a task is created with. */
export const newFields = (now: number) =>
  fc
    .record(fields(now), { requiredKeys: [] })
    .map((given) => ({ ...given, title: 'Tea', time_zone: given.time_zone ?? 'Europe/Berlin' }));

const policy = fc.constantFrom(
  POLICY,
  { ...POLICY, quiet_hours: { from: '22:00', to: '07:00' } },
  { ...POLICY, default_offsets: ['PT30M', 'P1D'], all_day_time: '06:30' },
);

const plain = (
  ...types: readonly (
    | 'CompleteTask'
    | 'ReopenTask'
    | 'SkipTask'
    | 'ArchiveTask'
    | 'RestoreTask'
    | 'DeleteTask'
    | 'PauseTask'
    | 'ResumeTask'
  )[]
) => fc.constantFrom(...types).map((type) => ({ type }));

/** What a person asks. */
export const personCommand = (now: number): fc.Arbitrary<TaskCommand> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record(fields(now), { requiredKeys: [] })
        .map((changes) => ({ type: 'UpdateTask' as const, changes })),
    },
    { weight: 5, arbitrary: plain('CompleteTask', 'ReopenTask', 'SkipTask') },
    { weight: 3, arbitrary: plain('ArchiveTask', 'RestoreTask', 'DeleteTask', 'PauseTask', 'ResumeTask') },
    { weight: 1, arbitrary: when(now).map((until) => ({ type: 'SnoozeTask' as const, until })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('PT10M', 'P1D', 'soon').map((long) => ({ type: 'SnoozeTask' as const, for: long })),
    },
    {
      weight: 1,
      arbitrary: fc.option(fc.constant(FRIEND)).map((assignee_id) => ({ type: 'AssignTask' as const, assignee_id })),
    },
  );

/** What the system tells. */
export const preferences: fc.Arbitrary<TaskCommand> = fc.record({
  type: fc.constant('ApplyPreferences' as const),
  policy,
  from_zone: fc.constantFrom(...ZONES),
  to_zone: fc.constantFrom(...ZONES),
});
