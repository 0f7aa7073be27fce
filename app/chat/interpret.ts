/** `npm run interpret`: conversations in as JSON Lines on standard input, what each turn came to out, a line a turn. */
import { createInterface } from 'node:readline';
import { converse, item } from './interpreter.ts';

const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
for await (const line of lines) {
  if (line.trim() === '') continue;
  try {
    for (const answered of converse(item.parse(JSON.parse(line))))
      process.stdout.write(`${JSON.stringify(answered)}\n`);
  } catch (error) {
    // One item that cannot be read must not cost the others their answers.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}: ${line.slice(0, 200)}\n`);
    process.exitCode = 1;
  }
}
