/** `npm run bench`: every figure beside its baseline, in the same run. `--quick`, `--only <figure>[,…]`, …; see docs/operations/bench.md. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import build from '../test/support/build.ts';
import { judged, type Plan, type Result } from './figure.ts';
import { figures, type Figure } from './figures.ts';
import { machine } from './machine.ts';
import { reportOf, tableOf, type Failure } from './report.ts';
import { stages, type Stage, type StageName } from './stage.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string', default: 'bench-report.json' },
    rounds: { type: 'string', default: '7' },
    profile: { type: 'string' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = options.only?.split(',');
const unknown = wanted?.filter((name) => !figures.some((one) => one.name === name)) ?? [];
const plan: Plan = { quick: options.quick, rounds: Number(options.rounds), seconds: options.quick ? 0.6 : 3 };
if (unknown.length > 0 || !Number.isInteger(plan.rounds) || plan.rounds < 1) {
  process.stderr.write(`usage: bench [--quick] [--only ${figures.map(({ name }) => name).join(',')}] [--rounds 7]\n`);
  process.exit(64);
}
const chosen = figures.filter((one) => wanted?.includes(one.name) ?? !(plan.quick && one.long === true));

const results: Result[] = [];
const failures: Failure[] = [];
const described = machine();
say(
  `${described.processor}, ${described.cores} cores, ${described.memory_gb} GB, Node ${described.node}, load ${described.load}`,
);
build();

const take = async (figure: Figure, stage: Stage | null): Promise<void> => {
  const began = performance.now();
  try {
    const measured = figure.stage === null ? await figure.measure(plan) : stage && (await figure.measure(stage, plan));
    const taken = (measured ?? []).map(judged);
    results.push(...taken);
    say(`  ${figure.name}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    for (const one of taken) say(`    ${one.figure} ÷ ${one.baseline}: ${one.value.toPrecision(3)}`);
  } catch (error) {
    // One that cannot be measured does not take the others with it; the run fails in the end.
    failures.push({ figure: figure.name, error: error instanceof Error ? error.message : String(error) });
    say(`  ${figure.name}: ${failures.at(-1)?.error ?? ''}`);
  }
};

for (const name of [...(Object.keys(stages) as StageName[]), null]) {
  const here = chosen.filter(({ stage }) => stage === name);
  if (here.length === 0) continue;
  say(name === null ? 'with no installation running' : `on the installation "${name}"`);
  const stage = name === null ? null : await stages[name](options.profile);
  try {
    for (const figure of here) await take(figure, stage);
  } finally {
    await stage?.end();
  }
}

say(`\n${tableOf(results)}`);
writeFileSync(options.json, `${JSON.stringify(reportOf(described, results, failures), null, 2)}\n`);
say(`\nAs JSON: ${options.json}`);
const missed = results.filter(({ verdict }) => verdict === 'missed');
say(`${results.length} figures: ${missed.length} below what they must reach, ${failures.length} not measured`);
process.exitCode = failures.length > 0 ? 1 : 0;
