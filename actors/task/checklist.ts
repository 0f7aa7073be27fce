/** The checklist as given: trimmed, each item with an id that it keeps. */
import { isText, type Given, type Report } from './fields.ts';
import { checklistIdFor } from './ids.ts';
import type { ChecklistItem } from './task.ts';

export const checklistOf = ({ fields, base, sequence }: Given, report: Report): ChecklistItem[] => {
  if (fields.checklist === undefined) return base.checklist;
  const taken = new Set(fields.checklist.flatMap(({ id }) => id ?? []));
  const items = fields.checklist.map((item, n) => {
    const text = item.text.trim();
    // An item without an id is the one of the same text, if there is one left: giving a list again changes nothing.
    const known = base.checklist.find((old) => old.text === text && !taken.has(old.id))?.id;
    const id = item.id ?? known ?? checklistIdFor(base.id, sequence, n);
    taken.add(id);
    return { id, text, done: item.done };
  });
  if (items.length > 200) report('checklist', `must have at most 200 items; there are ${items.length}`);
  if (items.some(({ text }) => text.length < 1 || text.length > 255 || !isText(text))) {
    report('checklist', 'must have items of 1 to 255 characters each');
  }
  if (new Set(items.map(({ id }) => id)).size < items.length) report('checklist', 'must not give the same id twice');
  return items;
};
