/** What a fault is: something done to the running system, and how it is undone. */
import type { Broker } from '../../local/servers.ts';
import type { System } from '../support/system.ts';
import type { Clock } from './clock.ts';
import type { Bell } from './load.ts';
import type { Proxies } from './proxies.ts';
import type { Recorder } from './record.ts';

export type Scene = {
  system: System;
  recorder: Recorder;
  proxies: Proxies;
  /** Of the first actor host, from its next start on. */
  clock: Clock;
  /** Resolves once so many more requests have been tried, however they ended: the fault has met the load. */
  meanwhile(requests: number): Promise<void>;
  /** Those made so far, and those to come. */
  bells: readonly Bell[];
  /** Makes so many more bells, all for one instant; resolves when everybody has said so and been answered. */
  ringTogether(count: number, at: Date): Promise<void>;
};

export type Fault = {
  name: string;
  /** What is broken, in words for the report. */
  about: string;
  /** Only with these brokers. */
  brokers?: readonly Broker[];
  /** How many nodes the broker has; one unless told. Faults of different numbers happen to installations of their own. */
  nodes?: number;
  /** The patience for everything to come right, where it is more than usual; milliseconds. */
  patience?: number;
  /** By how many milliseconds a host takes it to be later than it is; 0 unless told. */
  ahead?: number;
  /** Breaks it, lasts as long as the fault does, and heals it. */
  happen(scene: Scene): Promise<void>;
};

/** How long an outage lasts that the title gives no length for; milliseconds. */
export const A_WHILE = 4_000;
