import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksumIn, downloadRelease } from './release.ts';

const hash = 'a'.repeat(64);
const other = 'b'.repeat(64);

describe('a checksum text', () => {
  it.each([
    ['a bare hash', hash, hash],
    ['a hash and its file', `${hash}  tool.tar.gz`, hash],
    ['a hash and its file as binary', `${hash} *tool.tar.gz\n`, hash],
    ['many files', `${other}  else.tar.gz\n${hash}  ./tool.tar.gz\n`, hash],
    ['many files without ours', `${other}  else.tar.gz\n${other}  more.tar.gz`, undefined],
    ['something else', '<html>not found</html>', undefined],
  ])('%s', (_, text, expected) => {
    expect(checksumIn(text, 'tool.tar.gz')).toBe(expected);
  });
});

describe('a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'duecourse-release-'));
  const files = new Map<string, Buffer>();
  let server: Server;
  let base = '';

  beforeAll(async () => {
    const inner = join(folder, 'tool-v1');
    mkdirSync(inner);
    writeFileSync(join(inner, 'tool'), '#!/bin/sh\necho 1.0.0\n');
    execFileSync('tar', ['-czf', join(folder, 'tool.tar.gz'), '-C', folder, 'tool-v1']);
    const archive = readFileSync(join(folder, 'tool.tar.gz'));
    files.set('/tool.tar.gz', archive);
    files.set('/good', Buffer.from(`${createHash('sha256').update(archive).digest('hex')}  tool.tar.gz`));
    files.set('/bad', Buffer.from(`${hash}  tool.tar.gz`));
    server = createServer((request, response) => {
      const body = files.get(request.url ?? '');
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const download = async (checksums: string, at = base) => {
    const target = mkdtempSync(join(folder, 'into-'));
    const release = { version: '1', files: () => ({ archive: `${at}/tool.tar.gz`, checksums: `${at}/${checksums}` }) };
    await downloadRelease({ programs: ['tool'], release }, target, () => undefined);
    return target;
  };

  it('is unpacked when it is what was published', async () => {
    const target = await download('good');
    expect(readdirSync(target)).toEqual(['tool']);
    expect(execFileSync(join(target, 'tool'), { encoding: 'utf8' })).toBe('1.0.0\n');
  });

  it('is refused when its checksum differs, and nothing of it is unpacked', async () => {
    await expect(download('bad')).rejects.toThrow('not what was published');
    const last = readdirSync(folder).filter((one) => one.startsWith('into-'));
    expect(last.some((one) => existsSync(join(folder, one, 'tool.unpacked')))).toBe(false);
  });

  it('is refused when there is no checksum', async () => {
    await expect(download('none')).rejects.toThrow('404');
  });

  it('out of reach is given up within seconds', async () => {
    const began = performance.now();
    await expect(download('good', 'http://127.0.0.1:1')).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(6_000);
  });
});
