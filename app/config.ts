/** The environment, parsed once: a role that starts has everything it needs, or says which variable is wrong and exits. */
import { z } from 'zod';

export const roles = [
  'chat-api',
  'task-actors',
  'notification-service',
  'recurring-task-service',
  'search-service',
  'audit-service',
] as const;
export type Role = (typeof roles)[number];

const port = z.coerce.number().int().min(0).max(65535);

/** A variable that is set to nothing counts as not set. */
const unlessEmpty = <T extends z.ZodType>(wanted: T) =>
  z.preprocess((said) => (said === '' ? undefined : said), wanted);

const environment = z.object({
  /** Where the public edge listens. Only `chat-api` opens it. */
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8080),
  /** How many proxies stand before the edge, each adding to X-Forwarded-For; none unless said. */
  TRUST_PROXY: z.coerce.number().int().min(1).max(10).optional(),
  /** Where the role listens for its own sidecar, and the address; never reachable from outside the pod. */
  APP_PORT: port.default(3000),
  APP_HOST: z.string().default('127.0.0.1'),
  DAPR_HTTP_PORT: port.default(3500),
  DAPR_GRPC_PORT: port.default(50001),
  /** The token we show the sidecar, and the one it shows us. */
  DAPR_API_TOKEN: z.string().optional(),
  APP_API_TOKEN: z.string().optional(),
  DUECOURSE_DATABASE_URL: z.url().default('postgres://duecourse:duecourse@127.0.0.1:5432/duecourse'),
  DUECOURSE_CONVERSATIONS_URL: z.url().default('postgres://duecourse:duecourse@127.0.0.1:5432/duecourse_conversations'),
  /** Signs the tokens of people who log in; at least 32 characters. */
  DUECOURSE_TOKEN_SECRET: z.string().min(32).optional(),
  /** A model to talk through, on any server that speaks chat completions; without a key, sentences are understood offline. */
  OPENAI_API_KEY: unlessEmpty(z.string().optional()),
  OPENAI_BASE_URL: unlessEmpty(z.url().default('https://api.openai.com/v1')),
  OPENAI_MODEL: unlessEmpty(z.string().default('gpt-4.1-mini')),
  /**
   * OpenTelemetry's own variables: where traces go, over OTLP/HTTP; nowhere unless said. The SDK reads the rest of them
   * (sampler, headers, batches, resource) by itself.
   */
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.literal('').or(z.url()).default(''),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.literal('').or(z.url()).default(''),
  /** Where mail goes out: `smtp://` or `smtps://`, and whose it is. Without it, the e-mail channel is off. */
  DUECOURSE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  DUECOURSE_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'must be an address such as Duecourse <reminders@example.org>')
    .optional(),
  /** `host:port`, with commas between: where webhooks may go although it is not public or not https. */
  DUECOURSE_WEBHOOK_OPEN_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    ),
  /** Days since a task was closed until it is archived by itself, and since a quarter ended until it leaves lists; 0: never. */
  DUECOURSE_ARCHIVE_CLOSED_DAYS: z.coerce.number().int().min(0).default(180),
  DUECOURSE_ARCHIVE_PARTITIONS_DAYS: z.coerce.number().int().min(0).default(730),
  /**
   * Milliseconds for which a sidecar gathers events before it hands them to a consumer. Twenty lets the command that made an
   * event be answered before its consumers take the processor. A broker that hands over one message at a time (JetStream) lets
   * every event wait this long, one after the other: there, less.
   */
  DUECOURSE_GATHER_MS: z.coerce.number().int().min(1).max(1_000).default(20),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

type Environment = z.output<typeof environment>;

/** The OTLP/HTTP receiver of traces, or null. The general endpoint is a base, that of traces is the address itself. */
const tracesUrl = (e: Environment): string | null => {
  if (e.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || e.OTEL_TRACES_EXPORTER === 'none') return null;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = e;
  if (own !== '') return own;
  return base === '' ? null : `${base.replace(/\/$/, '')}/v1/traces`;
};

const usage = `usage: main <${roles.join('|')}>`;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Reads the role from `argv` and the rest from `env`.
 * @throws {Error} naming every variable that is wrong and what would be right.
 */
export const loadConfig = (argv: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const role = z.enum(roles).safeParse(argv[0]);
  if (!role.success) throw new Error(usage);
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const e = parsed.data;
  if (role.data === 'chat-api' && e.DUECOURSE_TOKEN_SECRET === undefined) {
    throw new Error('DUECOURSE_TOKEN_SECRET: chat-api signs tokens with it; give at least 32 random characters');
  }
  // Whoever reaches the channel could otherwise speak to every actor as the sidecar does.
  if (!isLoopback(e.APP_HOST) && (e.APP_API_TOKEN ?? '') === '') {
    throw new Error(`APP_API_TOKEN: listening on ${e.APP_HOST}, the app must know its sidecar by a token`);
  }
  if (e.DUECOURSE_SMTP_URL !== undefined && e.DUECOURSE_MAIL_FROM === undefined) {
    throw new Error('DUECOURSE_MAIL_FROM: mail that goes out by DUECOURSE_SMTP_URL needs a sender');
  }
  return {
    role: role.data,
    edge: { host: e.HOST, port: e.PORT, trustProxy: e.TRUST_PROXY },
    app: { host: e.APP_HOST, port: e.APP_PORT, token: e.APP_API_TOKEN },
    dapr: { httpPort: e.DAPR_HTTP_PORT, grpcPort: e.DAPR_GRPC_PORT, token: e.DAPR_API_TOKEN },
    databaseUrl: e.DUECOURSE_DATABASE_URL,
    conversationsUrl: e.DUECOURSE_CONVERSATIONS_URL,
    tokenSecret: e.DUECOURSE_TOKEN_SECRET ?? '',
    model:
      e.OPENAI_API_KEY === undefined
        ? null
        : { apiKey: e.OPENAI_API_KEY, baseUrl: e.OPENAI_BASE_URL, model: e.OPENAI_MODEL },
    tracesUrl: tracesUrl(e),
    mail:
      e.DUECOURSE_SMTP_URL === undefined || e.DUECOURSE_MAIL_FROM === undefined
        ? null
        : { url: e.DUECOURSE_SMTP_URL, from: e.DUECOURSE_MAIL_FROM },
    webhookOpenHosts: e.DUECOURSE_WEBHOOK_OPEN_HOSTS,
    gatherMs: e.DUECOURSE_GATHER_MS,
    archival: { closed: e.DUECOURSE_ARCHIVE_CLOSED_DAYS, partitions: e.DUECOURSE_ARCHIVE_PARTITIONS_DAYS },
    logLevel: e.LOG_LEVEL,
  };
};

export type Config = ReturnType<typeof loadConfig>;

/**
 * What a command of an operator needs: the stores and a sidecar, whichever is at hand.
 * @throws {Error} naming every variable that is wrong and what would be right.
 */
export const loadConnections = (env: NodeJS.ProcessEnv = process.env) => {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const e = parsed.data;
  return {
    dapr: { httpPort: e.DAPR_HTTP_PORT, token: e.DAPR_API_TOKEN },
    databaseUrl: e.DUECOURSE_DATABASE_URL,
    conversationsUrl: e.DUECOURSE_CONVERSATIONS_URL,
    logLevel: e.LOG_LEVEL,
  };
};
