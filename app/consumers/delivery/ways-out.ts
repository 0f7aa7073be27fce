/** All that leads out of the system, as a role puts it together: which channels there are, who works them off, what wakes them. */
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Queryable } from '../../queries/database.ts';
import type { OutwardChannel } from '../../queries/deliveries.ts';
import { alarmRouter, setAlarm, type Ask } from './alarm.ts';
import { createDeliverer } from './deliverer.ts';
import { createEmail, type MailSettings } from './email.ts';
import { createDeliveryMetrics, type DeliveryMetrics } from './metrics.ts';
import { createWebhook } from './webhook.ts';

/** What the notification consumer needs of the channels. */
export type WaysOut = {
  /** Each channel a person can choose; `obstacle`: why nothing can be sent over it on this system. */
  readonly offered: readonly { channel: OutwardChannel; obstacle: string | null }[];
  /** Some channels, by name, have something new. */
  readonly kick: (channels: readonly string[]) => void;
  readonly delivered: DeliveryMetrics['delivered'];
};

export type Delivery = WaysOut & {
  /** Answers the alarms. */
  readonly router: Router;
  /** Rejects while mail cannot be sent; absent where there is none to send. */
  readonly checkMail: (() => Promise<void>) | null;
  /** Looks for what is due, in case that an alarm was lost. */
  readonly look: () => void;
  /** Begins nothing more, and resolves when what is under way has ended. */
  readonly stop: () => Promise<void>;
};

export type DeliveryNeeds = {
  db: Queryable;
  log: Logger;
  registry: Registry;
  now: () => Date;
  ask: Ask;
  mail: MailSettings | null;
  openHosts: readonly string[];
};

export const createDelivery = ({ db, log, registry, now, ask, mail, openHosts }: DeliveryNeeds): Delivery => {
  const metrics = createDeliveryMetrics(registry);
  const webhook = createWebhook({ openHosts, now });
  const email = mail === null ? [] : [createEmail(mail)];
  const deliverers = [...email, webhook].map((channel) =>
    createDeliverer({ channel, db, log, metrics, now, setAlarm: (at) => setAlarm(ask, channel.name, at) }),
  );
  const mailer = deliverers.find(({ name }) => name === 'email');
  return {
    offered: [
      { channel: 'email', obstacle: mail === null ? 'e-mail is not set up on this system' : null },
      { channel: 'webhook', obstacle: null },
    ],
    kick: (channels) => {
      for (const one of deliverers) if (channels.includes(one.name)) one.kick();
    },
    delivered: metrics.delivered,
    router: alarmRouter(deliverers),
    checkMail: mailer?.check ?? null,
    look: () => {
      for (const { kick } of deliverers) kick();
    },
    stop: async () => {
      await Promise.all(deliverers.map((one) => one.stop()));
      await webhook.close();
    },
  };
};
