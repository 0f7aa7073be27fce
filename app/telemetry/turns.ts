/** What the host of the actors counts: turns, reminders armed and fired and how late, and what is still owed to the outside. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { TurnMeasures } from '../../actors/task-actor.ts';

/** Registers its metrics in `registry`, once a process. @param host asked at each scrape */
export const createTurnMeasures = (
  registry: Registry,
  host: { active: () => number; owing: () => number },
): TurnMeasures => {
  const registers = [registry];
  const turns = new Histogram({
    name: 'duecourse_turn_duration_seconds',
    help: 'How long turns of task actors take, by command and by what came of them: done, unchanged, or the reason of a refusal.',
    labelNames: ['command', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const armed = new Counter({
    name: 'duecourse_reminders_armed_total',
    help: 'Reminders registered with the Scheduler, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const fired = new Counter({
    name: 'duecourse_reminders_fired_total',
    help: 'Reminders that rang, by kind and outcome: done, stale (nothing left to do), early or failed (they ring again).',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const lateness = new Histogram({
    name: 'duecourse_reminder_lateness_seconds',
    help: 'How long after its instant a reminder rang that had something to do.',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600],
    registers,
  });
  new Gauge({
    name: 'duecourse_active_actors',
    help: 'Tasks whose actor is in memory.',
    registers,
    collect() {
      this.set(host.active());
    },
  });
  new Gauge({
    name: 'duecourse_owing_actors',
    help: 'Tasks with events in their outbox, or calls, that could not be delivered yet.',
    registers,
    collect() {
      this.set(host.owing());
    },
  });
  return {
    turn: (command, outcome, seconds) => {
      turns.observe({ command, outcome }, seconds);
    },
    armed: (kind) => {
      armed.inc({ kind });
    },
    rang: (kind, outcome, late) => {
      fired.inc({ kind, outcome });
      if (outcome === 'done') lateness.observe({ kind }, late);
    },
  };
};
