/** Every command and query of the product, once. Whatever an edge offers, it offers by going through these lists. */
import { getMe, logIn, signUp, updateMe } from './account.ts';
import { addCategory, listCategories, removeCategory, updateCategory } from './categories.ts';
import { listEvents } from './events.ts';
import { addFilter, listFilters, removeFilter } from './filters.ts';
import { listNotifications, readNotification } from './notifications.ts';
import type { AnyOperation } from './operation.ts';
import { listServices } from './services.ts';
import { addTask, assignTask, deleteTask, updateTask } from './tasks/edit.ts';
import { getTask, listTasks, searchTasks } from './tasks/find.ts';
import { getHistory, getSeries } from './tasks/history.ts';
import { listReminders } from './tasks/reminders.ts';
import { listOccurrences, previewRecurrence } from './tasks/recurrence.ts';
import {
  archiveTask,
  completeTask,
  pauseTask,
  reopenTask,
  restoreTask,
  resumeTask,
  skipTask,
  snoozeTask,
  undoTask,
} from './tasks/transitions.ts';
import { getWebhook, removeWebhook, setWebhook } from './webhooks.ts';

/** Where one's own reminders are sent is nothing that an assistant, or a text that it has read, should be able to change. */
export const forPeopleAlone: readonly AnyOperation[] = [getWebhook, setWebhook, removeWebhook];

export const catalogue: readonly AnyOperation[] = [
  signUp,
  logIn,
  getMe,
  updateMe,
  addTask,
  listTasks,
  searchTasks,
  getTask,
  updateTask,
  deleteTask,
  completeTask,
  reopenTask,
  skipTask,
  archiveTask,
  restoreTask,
  snoozeTask,
  assignTask,
  pauseTask,
  resumeTask,
  undoTask,
  getHistory,
  getSeries,
  listOccurrences,
  listReminders,
  previewRecurrence,
  listCategories,
  addCategory,
  updateCategory,
  removeCategory,
  listFilters,
  addFilter,
  removeFilter,
  listNotifications,
  readNotification,
  listEvents,
  listServices,
];
