/** The composition root: one image, six roles. */
import type { Logger } from 'pino';
import type { Config, Role } from '../config.ts';
import { runRole, type Foundation, type RoleParts } from './common.ts';

type Assemble = (foundation: Foundation) => RoleParts;

// Loaded when chosen: a role need not wait for the libraries of the five others.
const roles: Readonly<Record<Role, () => Promise<Assemble>>> = {
  'chat-api': async () => (await import('./chat-api.ts')).chatApi,
  'task-actors': async () => (await import('./task-actors.ts')).taskActors,
  'notification-service': async () => (await import('./consumers.ts')).notificationService,
  'recurring-task-service': async () => (await import('./consumers.ts')).recurringTaskService,
  'search-service': async () => (await import('./consumers.ts')).searchService,
  'audit-service': async () => (await import('./consumers.ts')).auditService,
};

/** Starts the role that `config` names. @returns how to stop it, in order. */
export const startRole = async (config: Config, log: Logger): Promise<() => Promise<void>> =>
  runRole(config, log, await roles[config.role]());
