/** `node dist/app/ops/main.js <command>`: one command of the operator's, with the connections in the environment. */
import { runOps } from './run-ops.ts';

process.exitCode = await runOps(process.argv.slice(2));
