/** The commands that copy the databases away and bring them back. */
import { setTimeout as pause } from 'node:timers/promises';
import { backUp } from './backup.ts';
import { Usage, wordsOf, type Command } from './command.ts';
import type { Manifest } from './manifest.ts';
import { restore } from './restore.ts';

const SETTLE_MS = 500;

const asked = (words: readonly string[]): { of: Manifest['of']; folder: string } => {
  const [of, folder, ...rest] = words;
  if ((of !== 'tasks' && of !== 'conversations') || folder === undefined || rest.length > 0) {
    throw new Usage('which database, and which folder?');
  }
  return { of, folder };
};

export const backupCommand: Command = {
  parameters: 'tasks|conversations <new folder>',
  about: 'copy a database away while work goes on: users, tasks, actors and audit of one moment',
  needs: () => ['databases'],
  run: async ({ tasks, conversations, say }, args) => {
    const { of, folder } = asked(wordsOf(args).words);
    const db = of === 'tasks' ? tasks : conversations;
    const { rows, missing } = await backUp({ db, of, folder, settle: () => pause(SETTLE_MS) });
    say(`${rows} rows of ${of} are in ${folder}`);
    for (const { aggregate_id, sequence } of missing.slice(0, 20)) say(`${aggregate_id} #${sequence}  may be missing`);
    if (missing.length > 0)
      say('Events had not reached the audit within 30 s: see that audit-service works, then back up again.');
    return missing.length === 0;
  },
};

export const restoreCommand: Command = {
  parameters: 'tasks|conversations <folder> [--replace]',
  about: 'bring a database back, all of it or nothing; "--replace" throws away what is there. No role may be running',
  needs: () => ['databases', 'stopped'],
  run: async ({ tasks, conversations, say }, args) => {
    const { words, given } = wordsOf(args, ['replace']);
    const { of, folder } = asked(words);
    const db = of === 'tasks' ? tasks : conversations;
    const { at, rows } = await restore(db, of, folder, { replace: given.has('replace') });
    say(`${rows} rows of ${of} are back as they were at ${at}.`);
    say('At its next start search-service sets the reminders anew by itself; afterwards let `verify` prove the rest.');
    return true;
  },
};
