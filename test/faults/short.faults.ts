/** `npm run test:faults -- short`: a fixed dozen, in a few minutes. */
import { goThrough } from './go-through.ts';
import { shortFaults } from './matrix.ts';

goThrough(shortFaults, { broker: process.env['BROKER'] === 'kafka' ? 'kafka' : 'jetstream', nodes: 1 });
