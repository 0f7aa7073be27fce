/** Sorts what `dapr run` prints, apps, sidecars and its own words mixed, into log files and the few lines for a person. */

export type Sorted = {
  /** Name of the log file it belongs to. */
  log: string;
  /** The line without the marks that `dapr run` puts around it. */
  raw: string;
  /** What a person reads, if anything. */
  shown?: string;
  /** True when the line says that an app or a sidecar has ended. */
  ended?: true;
};

const colour = /\u001b\[[0-9;]*m/g;
const ofAnApp = /^== APP - ([\w-]+) == ?(.*)$/;
const ofASidecar = /^time="[^"]*" level=(\w+) msg="((?:[^"\\]|\\.)*)" app_id=([\w-]+)/;
const ofAnEnd = /The (App|daprd) process exited with error code|Exited (App|Dapr) successfully/;

/** Fields of an app's line that say nothing new on a console. */
const known = new Set(['level', 'time', 'role', 'msg', 'pid', 'hostname', 'name']);
const quiet = new Set(['trace', 'debug']);

/** An error's message says it; its stack is in the log file. */
const field = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'message' in value)
    return String(value.message).split('\n', 1)[0] ?? '';
  return JSON.stringify(value);
};

const asObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** The clock time in this machine's zone, for a person's eye. */
const clock = (time: unknown): string => {
  const date = typeof time === 'string' || typeof time === 'number' ? new Date(time) : new Date();
  return date.toTimeString().slice(0, 8);
};

const appLine = (app: string, text: string): string | undefined => {
  const entry = asObject(text);
  if (entry === undefined) return text.trim() === '' ? undefined : `${clock(undefined)} ${app.padEnd(22)} ${text}`;
  const level = String(entry['level']);
  if (quiet.has(level)) return undefined;
  const loud = level === 'info' ? '' : `${level.toUpperCase()} `;
  const rest = Object.entries(entry)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => ` ${name}=${field(value)}`)
    .join('');
  return `${clock(entry['time'])} ${app.padEnd(22)} ${loud}${field(entry['msg'] ?? '')}${rest}`;
};

/** Sorts one line. */
export const sortLine = (line: string): Sorted => {
  const plain = line.replace(colour, '');
  const [, app, text] = ofAnApp.exec(plain) ?? [];
  if (app !== undefined && text !== undefined) {
    const shown = appLine(app, text);
    return { log: app, raw: text, ...(shown === undefined ? {} : { shown }) };
  }
  const [, level, message, id] = ofASidecar.exec(plain) ?? [];
  if (id !== undefined && message !== undefined) {
    // A sidecar's errors are mostly retries that we asked for; what ends it is worth a line.
    const fatal = level === 'fatal' ? { shown: `${clock(undefined)} ${`${id} (sidecar)`.padEnd(22)} ${message}` } : {};
    return { log: `${id}-daprd`, raw: plain, ...fatal };
  }
  if (ofAnEnd.test(plain)) return { log: 'dapr', raw: plain, ended: true };
  return { log: 'dapr', raw: plain, ...(plain.startsWith('❌') ? { shown: plain } : {}) };
};
