/** Sends a notification by e-mail, over whatever SMTP server the operator names. */
import { createTransport } from 'nodemailer';
import { DateTime } from 'luxon';
import type { Claimed } from '../../queries/deliveries.ts';
import { Refused, withinAttempt, type Channel } from './channel.ts';

export type MailSettings = {
  /** `smtp://` or `smtps://`, with name and password if need be; `?requireTLS=true` refuses to go on without STARTTLS. */
  url: string;
  /** The sender's address, with or without a name. */
  from: string;
};

const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

/** A title is a person's own text: in a header it is one line, whatever was in it. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const at = (instant: string, { timezone, locale }: Claimed): string =>
  DateTime.fromISO(instant, { zone: timezone ?? 'UTC', locale: locale ?? 'en-GB' }).toLocaleString({
    dateStyle: 'full',
    timeStyle: 'short',
  });

/** The text says "in 60 minutes"; whoever reads it later needs the instants. */
const bodyOf = (notification: Claimed): string => {
  const { text, due_at, fired_at, kind, timezone } = notification;
  return [
    text,
    '',
    ...(due_at === null ? [] : [`Due: ${at(due_at, notification)} (${timezone ?? 'UTC'})`]),
    `${kind === 'reminder' ? 'Rang' : 'Assigned'}: ${at(fired_at, notification)}`,
    '',
    'You get this because e-mail is among the channels you chose in Duecourse.',
    '',
  ].join('\n');
};

const domainOf = (from: string): string => /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'duecourse.invalid';

/** A refusal (RFC 5321, 4.2.1: 5yz) of the person's address or of the message; of the sender or the login it is our own affair. */
const isRefusal = (error: Error): boolean => {
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  const command = 'command' in error ? String(error.command) : '';
  return code >= 500 && ['RCPT TO', 'DATA'].includes(command);
};

const failureOf = (error: unknown): Error => {
  if (!(error instanceof Error)) return new Error('the mail server cannot be used');
  const reason = oneLine(error.message).slice(0, 300);
  return isRefusal(error) ? new Refused(reason) : new Error(reason);
};

/** One connection a message: what is sent are single reminders, and a connection that is kept is one that can be stale. */
export const createEmail = ({ url, from }: MailSettings): Channel => {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'email',
    obstacle: ({ email }) => (email === null ? 'the account is gone' : null),
    send: async (notification) => {
      const { email, notification_id, text } = notification;
      if (email === null) throw new Refused('the account is gone');
      const message = {
        from,
        // As an object it is an address and nothing else, whatever it looks like.
        to: { name: '', address: email },
        subject: oneLine(text),
        text: bodyOf(notification),
        messageId: `<${notification_id}@${domainOf(from)}>`,
        // RFC 3834: no vacation notice answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      await withinAttempt(transport.sendMail(message), 'the mail server').catch((error: unknown) => {
        throw failureOf(error);
      });
    },
  };
};
