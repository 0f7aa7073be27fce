import { describe, expect, it } from 'vitest';
import { isPublicAddress, webhookFlaw } from './webhook-address.ts';

describe('an address', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00::1'],
    ...['fec0::1', 'ff02::1', '2001:db8::1', '100::1', '2001::1', '3fff::1'],
    // The same hosts again, in other words: mapped, compatible, translated (NAT64), tunnelled (6to4).
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254', '::127.0.0.1', '64:ff9b::7f00:1'],
    ...['64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:7f00:1::', 'fd00:ec2::254', 'not an address', ''],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('the address of a webhook', () => {
  it.each(['https://example.org', 'https://hooks.example.org/a?b=c', 'https://8.8.8.8/x', 'https://[2606:4700::1]/x'])(
    '%s will do',
    (url) => {
      expect(webhookFlaw(url, [])).toBeNull();
    },
  );

  it.each([
    ['nonsense', /such as https/],
    ['http://example.org/', /begin with https/],
    ['ftp://example.org/', /begin with https/],
    ['https://ann:secret@example.org/', /user name/],
    ['https://example.org/#there', /fragment/],
    ['https://example.org:8443/', /port 443/],
    ['https://localhost/', /host of the public/],
    ['https://LOCALHOST./', /host of the public/],
    ['https://intranet/', /host of the public/],
    ['https://metadata.google.internal/', /host of the public/],
    ['https://printer.local/', /host of the public/],
    ['https://127.0.0.1/', /address of the public/],
    ['https://0x7f.1/', /address of the public/],
    ['https://2130706433/', /address of the public/],
    ['https://[::1]/', /address of the public/],
    ['https://[::ffff:169.254.169.254]/', /address of the public/],
  ])('%s will not', (url, why) => {
    expect(webhookFlaw(url, [])).toMatch(why);
  });

  it('may be one that the operator allows, by host and port alone', () => {
    const open = ['127.0.0.1:9000', 'build.internal:443'];
    expect(webhookFlaw('http://127.0.0.1:9000/hook', open)).toBeNull();
    expect(webhookFlaw('https://build.internal/hook', open)).toBeNull();
    expect(webhookFlaw('http://127.0.0.1:9001/hook', open)).not.toBeNull();
    expect(webhookFlaw('http://build.internal/hook', open)).not.toBeNull();
    expect(webhookFlaw('ftp://127.0.0.1:9000/hook', open)).not.toBeNull();
  });
});
