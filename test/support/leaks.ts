/** What a stopped system must not leave: a process, or a port that something still listens on. */
import { isFree } from '../../local/ports.ts';
import { processTable } from '../../local/process-table.ts';

/**
 * @throws {Error} naming every process that mentions the folder or is one of `pids`, and every port in use.
 */
export const expectNothingLeft = async (
  folder: string,
  pids: ReadonlySet<number>,
  ports: ReadonlySet<number>,
): Promise<void> => {
  const left = processTable()
    .filter(
      (row) => row.pid !== process.pid && (row.command.includes(folder) || pids.has(row.pid) || pids.has(row.group)),
    )
    .map((row) => `process ${row.pid}: ${row.command.slice(0, 120)}`);
  for (const port of ports) {
    if (!(await isFree(port))) left.push(`port ${port}`);
  }
  if (left.length > 0) throw new Error(`left running after the stop:\n${left.join('\n')}`);
};
