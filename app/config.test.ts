import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

describe('the app channel', () => {
  const at = (APP_HOST: string, APP_API_TOKEN?: string) =>
    loadConfig(['audit-service'], { APP_HOST, ...(APP_API_TOKEN === undefined ? {} : { APP_API_TOKEN }) }).app.host;

  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('needs no token on %s', (host) => {
    expect(at(host)).toBe(host);
  });

  it.each(['0.0.0.0', '::', '10.1.2.3', 'audit.example.org', '127.0.0.1.example.org'])(
    'needs a token on %s',
    (host) => {
      expect(() => at(host)).toThrow('APP_API_TOKEN');
      expect(() => at(host, '')).toThrow('APP_API_TOKEN');
      expect(at(host, 'a token')).toBe(host);
    },
  );
});
