/** Kafka's jars, from Maven Central by way of Maven, which checks them; kept in the cache by version. */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, tree } from '../paths.ts';
import { say, step } from '../progress.ts';
import { run, which } from './command.ts';
import { locked } from './lock.ts';
import { install, sweep } from './provide.ts';
import { isAtLeast, versionIn } from './version.ts';

const name = 'kafka';
const pom = join(tree, 'local', 'runtime', 'kafka', 'pom.xml');
/** The oldest Java that Kafka's broker runs on. */
const wantedJava = '17';

const kafkaVersion = (): string => {
  const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(pom, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${pom} names no version of Kafka`);
  return version;
};

const requireJava = async (): Promise<void> => {
  const lines = which('java') === undefined ? [] : await run({ command: 'java', args: ['-version'] });
  const version = versionIn(lines.join('\n'));
  if (version === undefined || !isAtLeast(version, wantedJava)) {
    throw new Error(
      `Kafka needs Java ${wantedJava} or newer, ${version ?? 'none'} is here: install a JRE, or leave BROKER unset`,
    );
  }
};

const download = async (folder: string, detail: (text: string) => void): Promise<void> => {
  if (which('mvn') === undefined) {
    throw new Error(
      'Kafka comes from Maven Central by way of Maven (mvn), which is not here: install it, or leave BROKER unset',
    );
  }
  // Maven writes beside the pom, so it gets a copy.
  copyFileSync(pom, join(folder, 'pom.xml'));
  let jars = 0;
  await run({
    name: 'mvn',
    command: 'mvn',
    args: [
      ...['-B', '--strict-checksums', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'],
      `-DoutputDirectory=${join(folder, 'jars')}`,
    ],
    onLine: (line) => {
      if (!line.includes('.jar')) return;
      jars += 1;
      detail(`${jars} jars`);
    },
  });
  if (!existsSync(join(folder, 'jars', `kafka_2.13-${kafkaVersion()}.jar`))) throw new Error('Maven left no Kafka');
};

/**
 * The folder with Kafka's jars.
 * @throws {Error} that says what to install when Java or Maven is missing.
 */
export const provideKafka = async (): Promise<string> => {
  await requireJava();
  const folder = join(cacheFolder(), `${name}-${kafkaVersion()}`);
  const jars = join(folder, 'jars');
  if (existsSync(jars)) return jars;
  mkdirSync(cacheFolder(), { recursive: true });
  await locked(
    join(cacheFolder(), `${name}.lock`),
    async () => {
      if (existsSync(jars)) return;
      sweep(name);
      await install(folder, (fresh) =>
        step(`Kafka ${kafkaVersion()}, from Maven Central`, (detail) => download(fresh, detail)),
      );
    },
    (pid) => {
      say(`  ${name}: another set-up (pid ${String(pid)}) is at it, waiting for it`);
    },
  );
  return jars;
};
