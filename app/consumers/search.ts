/** The search-service: keeps the read model at the latest state of every task, and knows which services are alive. */
import { onDisk, type Database } from '../queries/database.ts';
import { recordHeartbeats } from '../queries/services.ts';
import { projectTasks } from '../read-model/project-task.ts';
import type { Consumer } from './consume.ts';

export const searchConsumer = (db: Database): Consumer => ({
  name: 'search-service',
  topics: ['task-events', 'service-heartbeats'],
  handle: async (events) => {
    const snapshots = events.flatMap((event) =>
      event.aggregate_type === 'task'
        ? [{ task: event.payload.task, sequence: event.sequence, next_wake_at: event.payload.next_wake_at }]
        : [],
    );
    const heartbeats = events.flatMap((event) => (event.aggregate_type === 'service' ? [event.payload] : []));
    const changed = await projectTasks(db, snapshots);
    await recordHeartbeats(db, heartbeats);
    const seen = snapshots.length - changed;
    // Written by the edge that answered the command, and perhaps not on disk yet.
    if (seen > 0) await onDisk(db);
    return { seen };
  },
});
