/** One hash for everyone who chains events or compares them: SHA-256 over JSON written in one canonical way. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** JSON with keys in code-unit order, no spaces, and keys without a value left out (RFC 8785 for the values we use). */
export const canonicalJson = (value: unknown): string => {
  if (!isObject(value)) return value === undefined ? 'null' : JSON.stringify(value);
  // Put together by hand, because every event goes through here: joining lists of parts took twice the time.
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  const of = new Map<string, unknown>(Object.entries(value));
  for (const key of [...of.keys()].sort()) {
    const one = of.get(key);
    if (one !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(one)}`;
  }
  return `{${text}}`;
};

// A few dozen names are nearly all there are; some come from outside, so what is remembered has an end.
const names = new Map<string, string>();
const quoted = (name: string): string => {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  if (names.size < 1_000) names.set(name, text);
  return text;
};

/** SHA-256 of a text's UTF-8, in hex. */
export type Sha256 = (text: string) => string;

/** In plain JavaScript: the domain depends on no platform. */
const portable: Sha256 = (text) => bytesToHex(sha256(utf8ToBytes(text)));

/** SHA-256, in hex, of the value's canonical JSON; `digest` is a quicker SHA-256, where the platform has one. */
export const hashOf = (value: unknown, digest: Sha256 = portable): string => digest(canonicalJson(value));

/** Whether two JSON values say the same; a key without a value says as much as no key. */
export const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [entriesOf(a), entriesOf(b)];
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && same(value, right.get(key)));
};

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object';
const entriesOf = (value: object): Map<string, unknown> =>
  new Map(Object.entries(value).filter(([, one]) => one !== undefined));
