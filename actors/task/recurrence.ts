/** What a rule means in a zone: the instants of its occurrences, one by one or the next few. */
import { parseRule, type Rule } from './recurrence-rule.ts';
import { visitSlots } from './recurrence-slots.ts';
import { DAY, dateText, iso, offsetAt, offsetText, resolveWall, wallAt, wallText, type Wall } from './zone.ts';

/** A rule in force: since when (instant, ms), on whose clocks, and which dates or instants are taken out. */
export type Schedule = { rule: Rule; start: number; zone: string; skipped: readonly string[] };
export type Slot = { at: number; wall: Wall; note: 'exact' | 'skipped' | 'repeated' };

/**
 * The first `most` occurrences strictly after the instant `after` (ms). Occurrences are wall-clock times in the schedule's
 * zone. COUNT counts from the schedule's start, taken-out ones too (as RFC 5545 counts EXDATEs); UNTIL is inclusive: an
 * instant, a local time, or a whole local day.
 */
export const slotsAfter = (schedule: Schedule, after: number, most: number): Slot[] => {
  const { rule, zone } = schedule;
  const start = wallAt(zone, schedule.start);
  const skipped = new Set(schedule.skipped);
  const found: Slot[] = [];
  // What clocks show around `after` bounds what can come later, so that nothing before is looked up in the zone.
  const passed = after + Math.min(...[-DAY, 0, DAY].map((around) => offsetAt(zone, after + around)));
  const from = rule.count === null ? Math.max(start, passed) : start;
  visitSlots(rule, start, from, (wall, index) => {
    if (rule.count !== null && index >= rule.count) return false;
    if (wall <= passed) return true;
    // The start itself was once read from a clock; going back to it must not fall into the second of two equal times.
    const slot: Slot =
      wall === start ? { at: schedule.start, wall, note: 'exact' } : { wall, ...resolveWall(zone, wall) };
    if (beyond(rule, slot)) return false;
    const last = found.at(-1)?.at ?? after;
    if (slot.at > last && !skipped.has(dateText(wall)) && !skipped.has(iso(slot.at))) found.push(slot);
    return found.length < most;
  });
  return found;
};

const beyond = (rule: Rule, slot: Slot): boolean => {
  if (rule.until === null) return false;
  if (rule.until.kind === 'instant') return slot.at > rule.until.value;
  return slot.wall > rule.until.value + (rule.until.kind === 'day' ? DAY - 1 : 0);
};

/** One occurrence as people are shown it; `note` where clocks move. */
export type Occurrence = { at: string; local: string; offset: string; note?: string };

const NOTES = {
  exact: null,
  skipped: 'clocks skip this local time on that day; it moves forward by the gap',
  repeated: 'clocks show this local time twice on that day; the first one is meant',
};

/** A slot in the words of the API: `local` is what the clock will show. */
export const describeSlot = (slot: Slot, zone: string): Occurrence => {
  const note = NOTES[slot.note];
  const shown = {
    at: iso(slot.at),
    local: wallText(wallAt(zone, slot.at)),
    offset: offsetText(offsetAt(zone, slot.at)),
  };
  return note === null ? shown : { ...shown, note };
};

/**
 * The next occurrences of a stored rule after `after`, for previews.
 * @returns an empty list when the rule is broken or has ended.
 */
export const occurrencesFrom = (
  of: { rule: string; start: string; zone: string; skipped?: readonly string[] },
  after: string,
  most: number,
): Occurrence[] => {
  const reading = parseRule(of.rule);
  if (!reading.ok) return [];
  const schedule = { rule: reading.rule, start: Date.parse(of.start), zone: of.zone, skipped: of.skipped ?? [] };
  return slotsAfter(schedule, Date.parse(after), most).map((slot) => describeSlot(slot, of.zone));
};
