/** A real API server with its store and controllers, and no node: it takes, refuses and changes objects as a cluster does. */
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../local/ports.ts';
import { startProcess, untilReady, type Running } from '../../../local/process.ts';
import { answers } from '../../../local/until.ts';
import { programs } from '../support/go-modules.ts';

const version = { gitVersion: 'v1.33.4', gitMajor: '1', gitMinor: '33' };
const linker = Object.entries(version)
  .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
  .join(' ');

/** What a command said and how it ended. */
export type Said = { code: number | null; stdout: string; stderr: string };

export type Kubernetes = {
  /** As an administrator; `input` is its standard input. Does not throw when kubectl says no. */
  kubectl(args: readonly string[], input?: string): Promise<Said>;
  /** The same for what must work. @throws {Error} with what kubectl said. */
  ask(args: readonly string[], input?: string): Promise<string>;
  /** For programs that talk to the API server as administrators. */
  kubeconfig: string;
  stop(): Promise<void>;
};

const ports = async <Name extends string>(...names: Name[]): Promise<Record<Name, number>> => {
  const taken = new Set<number>();
  const found: [string, number][] = [];
  for (const name of names) {
    const port = await freePort(taken);
    taken.add(port);
    found.push([name, port]);
  }
  return Object.fromEntries(found) as Record<Name, number>;
};

const kubeconfig = (server: string, authority: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });

/** Who may come in: an administrator, and the controllers under the name that Kubernetes' own rules give rights to. */
const writeIdentities = async (folder: string) => {
  const [admin, controllers] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const users = [`${admin},admin,admin,"system:masters"`, `${controllers},system:kube-controller-manager,controllers`];
  await writeFile(join(folder, 'tokens.csv'), `${users.join('\n')}\n`);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { admin, controllers };
};

const isReady = (url: string, authority: string, token: string) => () =>
  new Promise<boolean>((done) => {
    const asked = request(`${url}/readyz`, {
      ca: readFileSync(authority),
      headers: { authorization: `Bearer ${token}` },
    });
    asked.on('response', (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    asked.on('error', () => {
      done(false);
    });
    asked.end();
  });

const controllers = [
  ...['serviceaccount-controller', 'serviceaccount-token-controller', 'root-ca-certificate-publisher-controller'],
  ...['namespace-controller', 'deployment-controller', 'replicaset-controller', 'statefulset-controller'],
  ...['job-controller', 'disruption-controller', 'garbage-collector-controller', 'pod-garbage-collector-controller'],
  'persistentvolumeclaim-protection-controller',
];

/** Runs a command to its end, with `input` for it to read. */
const say = (command: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Said> =>
  new Promise((done, failed) => {
    const child = spawn(command, args, { env });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()));
    child.on('error', failed);
    child.on('close', (code) => {
      done({ code, ...said });
    });
    child.stdin.end(input);
  });

/** Starts it, with everything it writes in `folder`. */
export const startKubernetes = async (folder: string): Promise<Kubernetes> => {
  const bin = await programs(
    'kubernetes',
    [
      'go.etcd.io/etcd/server/v3',
      'k8s.io/kubernetes/cmd/kube-apiserver',
      'k8s.io/kubernetes/cmd/kube-controller-manager',
      'k8s.io/kubernetes/cmd/kubectl',
    ],
    linker,
  );
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const port = await ports('etcd', 'peer', 'api', 'controllers');
  const tokens = await writeIdentities(folder);
  const url = `https://127.0.0.1:${port.api}`;
  // The server signs a certificate of its own, and leaves the authority beside it.
  const authority = at('apiserver.crt');
  await writeFile(at('admin.json'), kubeconfig(url, authority, tokens.admin));
  await writeFile(at('controllers.json'), kubeconfig(url, authority, tokens.controllers));

  const started: Running[] = [];
  const start = async (name: string, program: string, args: readonly string[], ready: () => Promise<boolean>) => {
    const one = await startProcess({ name, command: join(bin, program), args, logFile: at(`${name}.log`) });
    started.push(one);
    await untilReady(one, ready, { timeout: 120_000 });
  };
  const stop = async () => {
    for (const one of started.toReversed()) await one.stop();
  };

  try {
    const [client, peer] = [`http://127.0.0.1:${port.etcd}`, `http://127.0.0.1:${port.peer}`];
    await start(
      'etcd',
      'server',
      [
        ...['--data-dir', at('etcd'), '--listen-client-urls', client, '--advertise-client-urls', client],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
        '--unsafe-no-fsync',
      ],
      () => answers(`${client}/health`),
    );
    await start(
      'kube-apiserver',
      'kube-apiserver',
      [
        ...[`--etcd-servers=${client}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1'],
        ...[`--secure-port=${port.api}`, '--endpoint-reconciler-type=none', `--cert-dir=${folder}`],
        ...[`--token-auth-file=${at('tokens.csv')}`, '--anonymous-auth=false', '--authorization-mode=RBAC'],
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-account-key-file=${at('accounts.pub')}`,
        `--service-account-signing-key-file=${at('accounts.key')}`,
        ...['--service-cluster-ip-range=10.96.0.0/16', '--allow-privileged=true'],
      ],
      isReady(url, authority, tokens.admin),
    );
    await start(
      'kube-controller-manager',
      'kube-controller-manager',
      [
        ...[`--kubeconfig=${at('controllers.json')}`, '--use-service-account-credentials=true', '--leader-elect=false'],
        ...[`--service-account-private-key-file=${at('accounts.key')}`, `--root-ca-file=${authority}`],
        ...['--bind-address=127.0.0.1', `--secure-port=${port.controllers}`, `--cert-dir=${at('controllers')}`],
        `--controllers=${controllers.join(',')}`,
      ],
      () => Promise.resolve(true),
    );
  } catch (error) {
    await stop();
    throw error;
  }

  const env = { ...process.env, KUBECONFIG: at('admin.json'), HOME: folder };
  const kubectl = (args: readonly string[], input?: string) => say(join(bin, 'kubectl'), args, env, input);
  return {
    kubectl,
    ask: async (args, input) => {
      const { code, stdout, stderr } = await kubectl(args, input);
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
      return stdout;
    },
    kubeconfig: at('admin.json'),
    stop,
  };
};
