/** What `npm test` has time for: a frozen owner of an actor, a database that swallows, one that dies with commits in its hands. */
import { goThrough } from './go-through.ts';
import { fewFaults } from './matrix.ts';

goThrough(fewFaults, { broker: 'jetstream', nodes: 1 });
