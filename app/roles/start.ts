/** The composition root: one image, six roles. */
import type { Logger } from 'pino';
import type { Config, Role } from '../config.ts';
import { chatApi } from './chat-api.ts';
import { runRole, type Foundation, type RoleParts } from './common.ts';
import { auditService, notificationService, recurringTaskService, searchService } from './consumers.ts';
import { taskActors } from './task-actors.ts';

const roles: Readonly<Record<Role, (foundation: Foundation) => RoleParts>> = {
  'chat-api': chatApi,
  'task-actors': taskActors,
  'notification-service': notificationService,
  'recurring-task-service': recurringTaskService,
  'search-service': searchService,
  'audit-service': auditService,
};

/** Starts the role that `config` names. @returns how to stop it, in order. */
export const startRole = (config: Config, log: Logger): Promise<() => Promise<void>> =>
  runRole(config, log, roles[config.role]);
