/** The page's files, read once at start and sent from memory. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export type Asset = { path: string; type: string; etag: string; body: Buffer };

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** `index.html` is at `/`, the rest under their own names. @throws {Error} when the folder is missing */
export const loadPage = (): Asset[] => {
  // The build lays them beside the compiled code as they lie beside the sources.
  const folder = join(import.meta.dirname, 'assets');
  return readdirSync(folder).flatMap((name) => {
    const type = types[extname(name)];
    if (type === undefined) return [];
    const body = readFileSync(join(folder, name));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    return [{ path: name === 'index.html' ? '/' : `/${name}`, type, etag, body }];
  });
};
