/** The programs that npm does not bring, with every way to get each: a released file, or its Go module. */
import { join } from 'node:path';
import { tree } from '../paths.ts';

export type Release = {
  version: string;
  /** Where a program's archive is, and the text that holds its SHA-256. */
  files(program: string, platform: { os: string; arch: string }): { archive: string; checksums: string };
};

export type Tool = {
  name: string;
  /** The first one is asked for its version. */
  programs: readonly string[];
  /** An installed one must be this or newer; it is also what the Go module builds. */
  version: string;
  release: Release;
  go: {
    /** Folder of a `go.mod` and `go.sum` that resolve whole. */
    folder: string;
    /** Program → package. */
    packages: Readonly<Record<string, string>>;
    tags?: string;
    /** The linker's name of the variable that holds the version, where the program has one. */
    versionVariable?: string;
  };
  /** What a person can do when all else failed. */
  byHand: string;
};

const modules = join(tree, 'local', 'runtime');

export const daprRuntime: Tool = {
  name: 'dapr-runtime',
  programs: ['daprd', 'placement', 'scheduler'],
  version: '1.18.2',
  release: {
    // 1.18.3 fixes a dead sidecar that stalls reminders, but its module graph does not resolve.
    version: '1.18.3',
    files: (program, { os, arch }) => {
      const archive = `https://github.com/dapr/dapr/releases/download/v1.18.3/${program}_${os}_${arch}.tar.gz`;
      return { archive, checksums: `${archive}.sha256` };
    },
  },
  go: {
    folder: join(modules, 'dapr'),
    packages: {
      daprd: 'github.com/dapr/dapr/cmd/daprd',
      placement: 'github.com/dapr/dapr/cmd/placement',
      scheduler: 'github.com/dapr/dapr/cmd/scheduler',
    },
    // JetStream is not among the stable components.
    tags: 'allcomponents',
    versionVariable: 'github.com/dapr/dapr/pkg/buildinfo.version',
  },
  byHand: 'install the Dapr CLI and run `dapr init --slim --runtime-version 1.18.3` (https://docs.dapr.io)',
};

export const daprCli: Tool = {
  name: 'dapr-cli',
  programs: ['dapr'],
  version: '1.16.5',
  release: {
    version: '1.16.5',
    files: (_program, { os, arch }) => {
      const archive = `https://github.com/dapr/cli/releases/download/v1.16.5/dapr_${os}_${arch}.tar.gz`;
      return { archive, checksums: `${archive}.sha256` };
    },
  },
  go: {
    folder: join(modules, 'dapr-cli'),
    packages: { dapr: 'github.com/dapr/cli' },
    versionVariable: 'main.version',
  },
  byHand: 'install the Dapr CLI 1.16.5 or newer (https://docs.dapr.io/getting-started/install-dapr-cli/)',
};

export const natsServer: Tool = {
  name: 'nats-server',
  programs: ['nats-server'],
  version: '2.15.2',
  release: {
    version: '2.15.2',
    files: (_program, { os, arch }) => {
      const folder = 'https://github.com/nats-io/nats-server/releases/download/v2.15.2';
      return { archive: `${folder}/nats-server-v2.15.2-${os}-${arch}.tar.gz`, checksums: `${folder}/SHA256SUMS` };
    },
  },
  go: { folder: join(modules, 'nats-server'), packages: { 'nats-server': 'github.com/nats-io/nats-server/v2' } },
  byHand: 'install nats-server 2.15.2 or newer (https://docs.nats.io/running-a-nats-service/introduction/installation)',
};

/** Stands between two processes and delays, cuts or swallows what they say; for the tests of faults alone. */
export const toxiproxy: Tool = {
  name: 'toxiproxy',
  programs: ['toxiproxy-server'],
  version: '2.5.0',
  release: {
    version: '2.5.0',
    files: (_program, { os, arch }) => {
      const folder = 'https://github.com/Shopify/toxiproxy/releases/download/v2.5.0';
      return { archive: `${folder}/toxiproxy_2.5.0_${os}_${arch}.tar.gz`, checksums: `${folder}/checksums.txt` };
    },
  },
  go: {
    folder: join(modules, 'toxiproxy'),
    packages: { 'toxiproxy-server': 'github.com/Shopify/toxiproxy/v2/cmd/server' },
    versionVariable: 'github.com/Shopify/toxiproxy/v2.Version',
  },
  byHand: 'install toxiproxy-server 2.5.0 or newer (https://github.com/Shopify/toxiproxy/releases)',
};
