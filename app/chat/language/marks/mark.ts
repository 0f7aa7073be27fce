/** What is written or said beside the time, as every reader of it finds it. */
import type { Priority } from './priority.ts';

/** Token positions and what stands there. A null priority was said as such: "no priority". */
export type Mark =
  | { kind: 'priority'; end: number; priority: Priority | null }
  | { kind: 'tags'; end: number; tags: string[] }
  | { kind: 'category'; end: number; category: string }
  | { kind: 'description'; end: number; description: string }
  | { kind: 'checklist'; end: number; items: string[] };
