/** One log a process: a JSON line for each event of interest, with the ids that tie it to a task and to a request. */
import { pino, type Logger } from 'pino';

/** The log of `role`. Times are RFC 3339 in UTC. Secrets never get this far; what might hold one is struck out. */
export const createLog = (role: string, level: string): Logger =>
  pino({
    level,
    base: { role },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password'],
      censor: '[redacted]',
    },
  });
