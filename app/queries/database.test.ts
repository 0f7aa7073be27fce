import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../operations/ports.ts';
import { isOutage, openDatabase, transaction } from './database.ts';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

/** A message of Postgres's protocol, version 3: a letter, its length and what it holds. */
const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

const WELCOME = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
const ENDED = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));

describe('an outage', () => {
  it.each([
    'ECONNREFUSED',
    'EPIPE',
    'ECONNRESET',
    '57P01', // administrator shut it down
    '57P03', // starting up
    '53300', // too many connections
    '53100', // disk full
    '40001', // serialization failure
    '42P01', // the table is not there yet
  ])('is %s', (code) => {
    expect(isOutage(coded(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('is “%s”, as the driver says it', (message) => {
    expect(isOutage(new Error(message))).toBe(true);
  });

  it.each(['23505', '22P02', '42601', '42703'])('is not %s, a statement of ours that Postgres refused', (code) => {
    expect(isOutage(coded(code))).toBe(false);
  });

  it('is not a bug', () => {
    expect(isOutage(new TypeError('x is not a function'))).toBe(false);
    expect(isOutage('text')).toBe(false);
  });

  it('is all that comes of a connection that is ended in the packet that opens it', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end(Buffer.concat([...WELCOME, ENDED])));
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const db = openDatabase(`postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none`);
    await expect(transaction(db, (tx) => tx.query('SELECT 1'))).rejects.toThrow(Unavailable);
    await expect(transaction(db, (tx) => tx.query('SELECT 1'))).rejects.toThrow(Unavailable);
    await db.end();
    server.close();
  });
});
