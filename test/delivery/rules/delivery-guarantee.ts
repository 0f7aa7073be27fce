/** Consumers answer RETRY for as long as it takes; nothing in the cluster may cut that short or send events elsewhere. */
import { componentsOf, type Manifest } from '../support/manifest.ts';

/** Settings of a component that would drop, divert or expire messages. */
const forbidden = ['deadLetterTopic', 'maxRetries', 'consumeRetryEnabled', 'ttlInSeconds'];

/** Everything in a rendered set that breaks the promise. */
export const brokenGuarantees = (all: readonly Manifest[]): string[] => [
  ...all
    .filter(({ kind }) => kind === 'Resiliency')
    .map(({ metadata }) => `Resiliency ${metadata.name}: inbound retries that end are messages that are lost`),
  ...all
    .filter(({ kind }) => kind === 'Subscription')
    .map(
      ({ metadata }) =>
        `Subscription ${metadata.name}: the roles subscribe themselves, in bulk and with a default route`,
    ),
  ...[...componentsOf(all)].flatMap(([name, { spec }]) =>
    spec.metadata
      .filter((setting) => forbidden.includes(setting.name))
      .map((setting) => `${name} sets ${setting.name}`),
  ),
];
