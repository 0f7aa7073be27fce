/** The offline understander: what a message means for the speaker's tasks, with no model, no clock and no network. */
export { understand } from './understand.ts';
export { settle } from './conversation/settle.ts';
export { emptyMemory, memory } from './contract.ts';
export type {
  Act,
  ActOutcome,
  Heard,
  KnownCategory,
  KnownFilter,
  KnownTask,
  Memory,
  Said,
  SaidChanges,
  Understanding,
} from './contract.ts';
