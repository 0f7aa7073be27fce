/** How many events the edge has committed and the broker has not taken yet, asked of the database at each scrape. */
import { Gauge, type Registry } from 'prom-client';

/** @param lengths by database. One that cannot be asked now is left out of the answer, which must not fail for it. */
export const measureOutboxes = (registry: Registry, lengths: Readonly<Record<string, () => Promise<number>>>): void => {
  new Gauge({
    name: 'duecourse_outbox_events',
    help: 'Events of the edge that wait to be published, by database.',
    labelNames: ['database'],
    registers: [registry],
    async collect() {
      this.reset();
      await Promise.all(
        Object.entries(lengths).map(async ([database, length]) => {
          try {
            this.set({ database }, await length());
          } catch {
            // Away: its own alarm.
          }
        }),
      );
    },
  });
};
