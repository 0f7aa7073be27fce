/** What a list is asked to hold. */
import type { Wall } from '../dates/calendar.ts';
import type { Priority } from '../marks/priority.ts';

export type Filter = {
  status: 'open' | 'completed' | 'all';
  overdue: boolean;
  /** Due at or after, and before: wall times. */
  from: Wall | null;
  to: Wall | null;
  /** "Today" shows what is overdue, too. */
  today: boolean;
  dated: boolean | null;
  tags: string[];
  /** One of the tags is enough: "tagged home or garden". */
  anyTag: boolean;
  noTags: boolean;
  priorities: (Priority | null)[];
  recurring: boolean | null;
  category: string | null;
  words: string;
  /** How they are to be sorted, where that was said. */
  order: 'priority' | 'title' | null;
  /** How many at most: "the next 3"; negative for the last of them. */
  most: number | null;
  /** Something of the sentence narrowed the list. */
  narrowed: boolean;
  /** "all", "every": said of the whole list. */
  all: boolean;
};

export const anyTask = (): Filter => ({
  status: 'open', overdue: false, from: null, to: null, today: false, dated: null, tags: [], anyTag: false, noTags: false, priorities: [], recurring: null,
  category: null, words: '', order: null, most: null, narrowed: false, all: false,
}); // prettier-ignore
