/** Where a webhook may go: by https to the public internet, never inward. The border asks this, and so does whoever sends. */
import ipaddr from 'ipaddr.js';

/** Names that never leave a network (RFC 6761, RFC 8375, RFC 9476 and what routers make of them), and names without a dot. */
const INWARD = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|corp|home|test|invalid|onion)$/;

/** Whether an IP address is one of the public internet, also behind a mapped, translated or tunnelled notation. */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

/** The host as a resolver takes it: no brackets around IPv6, no trailing dot. */
export const plainHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/**
 * What is wrong with `text` as a webhook's address; null when nothing is.
 * @param openHosts `host:port` pairs that the operator allows though they are not public or not https
 */
export const webhookFlaw = (text: string, openHosts: readonly string[]): string | null => {
  if (!URL.canParse(text)) return 'must be an address such as https://example.org/hook';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or a password';
  if (url.hash !== '') return 'must not have a fragment';
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port;
  const known = openHosts.includes(`${url.hostname}:${port}`);
  if (url.protocol !== 'https:' && !(known && url.protocol === 'http:')) return 'must begin with https://';
  if (known) return null;
  if (url.port !== '') return 'must be on port 443, the usual one of https';
  const host = plainHost(url);
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? null : 'must be an address of the public internet';
  return !host.includes('.') || INWARD.test(host) ? 'must be a host of the public internet' : null;
};
