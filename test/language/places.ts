/** Where and when the corpus is spoken, and the tasks some of its conversations begin with. */

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
};

type Seed = { title: string; due?: string; rrule?: string; priority?: string; tags?: string[]; completed?: boolean };

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
};
