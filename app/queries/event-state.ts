/** How far an event has come, read from what its consumers have done (docs/decisions/event-states.md). */
import { z } from 'zod';

export const eventState = z.enum(['CREATED', 'PUBLISHED_TO_KAFKA', 'PROCESSED_BY_CONSUMERS', 'ARCHIVED']);

const later = (type: string, more = ''): string =>
  `EXISTS (SELECT FROM audit AS later WHERE later.aggregate_id = page.aggregate_id AND later.sequence > page.sequence
    AND later.event_type = '${type}' ${more})`;
const told = (occasion: string): string => `EXISTS (SELECT FROM notifications WHERE occasion = ${occasion})`;

/** SQL for the state of the row `page` of the audit. */
export const STATE = `CASE
  WHEN page.archived THEN 'ARCHIVED'
  WHEN page.aggregate_type <> 'task' THEN 'PROCESSED_BY_CONSUMERS'
  WHEN NOT EXISTS (SELECT FROM tasks WHERE id = page.aggregate_id AND tasks.sequence >= page.sequence) THEN 'PUBLISHED_TO_KAFKA'
  WHEN CASE
    WHEN page.event_type IN ('TASK_COMPLETED', 'TASK_SKIPPED', 'TASK_MISSED') THEN
      page.event #> '{payload,next}' = 'null' OR ${later('TASK_REOPENED')} OR
      ${later('RECURRING_TRIGGERED', `AND later.event #>> '{payload,completion_id}' = page.event #>> '{payload,completion_id}'`)}
    WHEN page.event_type = 'REMINDER_DUE' THEN
      ${told(`'reminder ' || (page.event #>> '{payload,reminder_id}') || ' ' || (page.event #>> '{payload,reminder_time}')`)}
    WHEN page.event_type = 'TASK_ASSIGNED' THEN
      page.event #>> '{payload,to}' IS NULL OR page.event #>> '{payload,to}' = page.event #>> '{user_context,user_id}' OR
      ${told(`'assignment ' || page.event_id`)}
    ELSE true
  END THEN 'PROCESSED_BY_CONSUMERS'
  ELSE 'PUBLISHED_TO_KAFKA' END`;
