/** `main <role>`: reads the environment, starts the role, and stops it in order when asked to. */
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { startRole } from './roles/start.ts';

const configOrExit = () => {
  try {
    return loadConfig(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(64);
  }
};

const config = configOrExit();
const log = createLog(config.role, config.logLevel);
const stop = await startRole(config, log);

let stopping = false;
const stopOnce = (signal: string): void => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'stopping');
  stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: error }, 'did not stop cleanly');
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stopOnce);
process.on('SIGINT', stopOnce);
