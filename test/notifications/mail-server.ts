/** A real SMTP server of a test's own, which keeps what it is given and refuses whom it is told to. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Mail = { from: string; to: string[]; secure: boolean; user: string | null; raw: string };

export type MailServer = {
  port: number;
  url: string;
  mails: Mail[];
  /** How many messages were begun, refused ones too. */
  attempts: () => number;
  stop: () => Promise<void>;
};

type Options = SMTPServerOptions & {
  /** What is answered to a recipient; undefined takes them. */
  refuse?: (address: string) => { code: number; text: string } | undefined;
};

/** @param port the one of a server that was there before; a free one unless told */
export const startMailServer = async ({ refuse, ...options }: Options = {}, port = 0): Promise<MailServer> => {
  const mails: Mail[] = [];
  let attempts = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onMailFrom: (_address, _session, done) => {
      attempts++;
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      const no = refuse?.(address);
      if (no === undefined) done();
      else done(Object.assign(new Error(no.text), { responseCode: no.code }));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
          raw: Buffer.concat(parts).toString('utf8'),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const at = (server.server.address() as AddressInfo).port;
  return {
    port: at,
    url: `smtp://127.0.0.1:${at}`,
    mails,
    attempts: () => attempts,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
};

/** The headers of a message by lower-case name, unfolded (RFC 5322, 2.2.3) and with encoded words decoded (RFC 2047), and its text. */
export const read = (raw: string): { headers: Map<string, string>; text: string } => {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())];
    }),
  );
  const body = raw.slice(end + 4);
  const how = headers.get('content-transfer-encoding');
  if (how === 'base64') return { headers, text: Buffer.from(body, 'base64').toString('utf8') };
  return { headers, text: how === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : body };
};

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

const words = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : quoted(word.replace(/_/g, ' ')),
    );
