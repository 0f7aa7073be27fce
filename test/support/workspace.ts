/** A folder for one test's installation, outside the tree; what earlier runs that were killed left is cleared away. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftovers, supervise, supervisorOf } from '../../local/ledger.ts';

const prefix = 'duecourse-test-';

const clearAbandoned = async (): Promise<void> => {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const ledger = join(folder, 'run');
    if (readdirSync(folder).length === 0 || supervisorOf(ledger) !== undefined) continue;
    await endLeftovers(ledger);
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A new folder, noted as looked after by this process. `release` removes it. */
export const createWorkspace = async (): Promise<{ folder: string; release: () => void }> => {
  await clearAbandoned();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // PostgreSQL may run under another account, which has to pass through.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'run'), { recursive: true });
  supervise(join(folder, 'run'));
  return {
    folder,
    release: () => {
      // KEEP=1 leaves data and logs behind for a look.
      if (process.env['KEEP'] !== '1') rmSync(folder, { recursive: true, force: true });
    },
  };
};
