import { describe, expect, it } from 'vitest';
import { isOutage } from './database.ts';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

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
});
