/** Where and when the corpus is spoken, and the tasks some of its conversations begin with. */
import { furtherSeeds } from './further-seeds.ts';
import { secondSeeds } from './second-seeds.ts';

/** 25 November 2026 is a Wednesday. Each entry: RFC 3339 instant and IANA zone. */
export const places: Readonly<Record<string, { now: string; tz: string }>> = {
  london: { now: '2026-11-25T10:00:00+00:00', tz: 'Europe/London' },
  newyork: { now: '2026-11-25T10:00:00-05:00', tz: 'America/New_York' },
  kolkata: { now: '2026-03-10T18:30:00+05:30', tz: 'Asia/Kolkata' },
  sydney: { now: '2026-10-02T08:00:00+10:00', tz: 'Australia/Sydney' },
  losangeles: { now: '2026-07-15T21:30:00-07:00', tz: 'America/Los_Angeles' },
  'berlin-sunday': { now: '2026-11-22T15:00:00+01:00', tz: 'Europe/Berlin' },
  'newyork-dst': { now: '2026-03-07T22:00:00-05:00', tz: 'America/New_York' },
  'london-dst': { now: '2026-10-24T20:00:00+01:00', tz: 'Europe/London' },
  jan31: { now: '2026-01-31T09:00:00+00:00', tz: 'Europe/London' },
  dublin: { now: '2026-06-18T07:45:00+01:00', tz: 'Europe/Dublin' },
  chicago: { now: '2026-02-28T11:20:00-06:00', tz: 'America/Chicago' },
  adelaide: { now: '2026-12-31T16:40:00+10:30', tz: 'Australia/Adelaide' },
  mumbai: { now: '2026-08-17T13:05:00+05:30', tz: 'Asia/Kolkata' },
  'berlin-leap': { now: '2028-02-27T09:30:00+01:00', tz: 'Europe/Berlin' },
  'munich-dst': { now: '2027-03-27T22:10:00+01:00', tz: 'Europe/Berlin' },
  denver: { now: '2026-10-27T06:50:00-06:00', tz: 'America/Denver' },
  auckland: { now: '2026-04-04T21:15:00+13:00', tz: 'Pacific/Auckland' },
  kathmandu: { now: '2026-05-20T10:10:00+05:45', tz: 'Asia/Kathmandu' },
  manchester: { now: '2026-09-30T14:25:00+01:00', tz: 'Europe/London' },
  boston: { now: '2027-01-29T08:05:00-05:00', tz: 'America/New_York' },
  seattle: { now: '2026-09-10T19:45:00-07:00', tz: 'America/Los_Angeles' },
  edinburgh: { now: '2026-12-05T23:30:00+00:00', tz: 'Europe/London' },
  bengaluru: { now: '2027-12-31T22:00:00+05:30', tz: 'Asia/Kolkata' },
  vienna: { now: '2026-10-20T12:00:00+02:00', tz: 'Europe/Vienna' },
  darwin: { now: '2026-05-31T10:00:00+09:30', tz: 'Australia/Darwin' },
  toronto: { now: '2027-11-03T15:15:00-04:00', tz: 'America/Toronto' },
  perth: { now: '2027-06-14T06:30:00+08:00', tz: 'Australia/Perth' },
  stjohns: { now: '2026-07-12T17:00:00-02:30', tz: 'America/St_Johns' },
};

export type Seed = {
  title: string;
  due?: string;
  rrule?: string;
  priority?: string;
  tags?: string[];
  completed?: boolean;
};

export const seeds: Readonly<Record<string, readonly Seed[]>> = {
  office: [
    { title: 'Send invoice', due: '2026-11-25', tags: ['finance'] },
    { title: 'Team meeting', due: '2026-11-25T14:00:00+00:00', tags: ['work'] },
    { title: 'Review budget', due: '2026-11-27', tags: ['finance', 'work'] },
    { title: 'Buy toner' },
  ],
  calls: [{ title: 'Call Anna' }, { title: 'Call Ben' }, { title: 'Email the landlord' }],
  house: [
    { title: 'Fix the tap', due: '2026-11-23', tags: ['home'] },
    { title: 'Pay water bill', due: '2026-11-24T17:00:00-05:00', priority: 'high' },
    { title: 'Paint the fence', due: '2026-11-27', tags: ['home'] },
    { title: 'Book chimney sweep', completed: true },
    { title: 'Order firewood' },
  ],
  routine: [
    { title: 'Standup', due: '2026-11-26T09:15:00-05:00', rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', tags: ['work'] },
    { title: 'Water plants', due: '2026-11-27', rrule: 'FREQ=DAILY;INTERVAL=3' },
    { title: 'Read a novel', priority: 'low' },
  ],
  flat: [
    { title: 'Renew passport', due: '2026-06-26', priority: 'high', tags: ['admin'] },
    { title: 'Dentist appointment', due: '2026-06-18T16:30:00+01:00' },
    { title: 'Pay council tax', due: '2026-06-15', tags: ['bills'] },
    { title: 'Pay electricity bill', due: '2026-06-19', tags: ['bills'] },
    { title: 'Mow the lawn', due: '2026-06-20' },
    { title: 'Water the tomatoes', due: '2026-06-18T19:00:00+01:00', rrule: 'FREQ=DAILY' },
    { title: 'Buy birthday present for Niamh' },
    { title: 'Book hotel in Galway', completed: true },
  ],
  startup: [
    { title: 'Ship release 2.4', due: '2026-10-30T17:00:00-06:00', priority: 'critical', tags: ['work'] },
    { title: 'Weekly report', due: '2026-10-30', rrule: 'FREQ=WEEKLY;BYDAY=FR', tags: ['work'] },
    { title: 'Call Maria', due: '2026-10-27T11:00:00-06:00' },
    { title: 'Call Mario' },
    { title: 'Fix login bug', priority: 'high', tags: ['work', 'bug'] },
    { title: 'Refactor billing', priority: 'low', tags: ['work'] },
    { title: 'Buy dog food', due: '2026-10-26', tags: ['home'] },
    { title: 'Update resume', completed: true },
  ],
  family: [
    { title: 'Pay school fees', due: '2026-08-20', priority: 'high' },
    { title: 'Book train tickets to Pune', due: '2026-08-18T10:00:00+05:30' },
    { title: 'Call plumber', due: '2026-08-17T09:00:00+05:30' },
    { title: 'Order groceries' },
    { title: 'Renew car insurance', due: '2026-08-31' },
    { title: 'Gym', due: '2026-08-18T06:30:00+05:30', rrule: 'FREQ=WEEKLY;BYDAY=TU,TH,SA' },
    { title: 'Doctor visit for Amma', due: '2026-08-19T17:15:00+05:30' },
  ],
  studio: [
    { title: 'Edit podcast episode 12', due: '2027-11-04T18:00:00-04:00', tags: ['audio'] },
    { title: 'Invoice Lumen Ltd', due: '2027-11-02', priority: 'high' },
    { title: 'Record voiceover', due: '2027-11-03T17:30:00-04:00' },
    { title: 'Back up drives', due: '2027-11-05', rrule: 'FREQ=WEEKLY;BYDAY=FR' },
    { title: 'Order new mic', priority: 'low', tags: ['gear'] },
    { title: 'Return camera lens', due: '2027-11-12', tags: ['gear'] },
    { title: 'Friday newsletter', due: '2027-11-05T09:00:00-04:00', rrule: 'FREQ=WEEKLY;BYDAY=FR', tags: ['writing'] },
    { title: 'Renew studio lease', completed: true },
  ],
  garden: [
    { title: 'Prune roses', due: '2027-06-19' },
    { title: 'Service the mower', due: '2027-06-12' },
    { title: 'Plant garlic' },
    { title: 'Order mulch', due: '2027-06-15T11:00:00+08:00', priority: 'high' },
    { title: 'Clean gutters', due: '2027-07-01' },
    { title: 'Feed chooks', due: '2027-06-14T07:00:00+08:00', rrule: 'FREQ=DAILY' },
    { title: 'Fix fence', completed: true },
  ],
  ...furtherSeeds,
  ...secondSeeds,
};
