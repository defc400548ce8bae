/**
 * The house's own network: addresses that only this machine or its neighbours can reach. Whoever may
 * name an address for this program to connect to must not reach those with it.
 */
import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AssistantError } from './errors.ts';

/** What IANA's registries of special-purpose addresses do not call globally reachable, and what hides IPv4 addresses. */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
];

// Two lists: in one, an IPv4 address would be looked for among the IPv6 addresses that hide it.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
for (const [network, prefix] of PRIVATE)
  lists[familyOf(network)].addSubnet(network, prefix, familyOf(network));

/** Whether an IP address cannot be reached by everybody: loopback, local networks, documentation … */
export const isPrivate = (address: string): boolean =>
  lists[familyOf(address)].check(address, familyOf(address));

/** Which hosts inside the house may be reached all the same, and the setting that names them. */
export interface HouseRules {
  readonly allowed: ReadonlySet<string>;
  readonly setting: string;
}

const refuse = (host: string, setting: string): AssistantError =>
  new AssistantError('forbidden', `${host} is inside the house: name it in ${setting} if it may be reached`);

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** Whether the host was named in the setting. */
export const isNamed = (url: URL, { allowed }: HouseRules): boolean => allowed.has(bare(url.hostname));

/** @throws AssistantError `forbidden` for a private address that is written out; names are resolved by `createLookup` */
export function checkHost(url: URL, rules: HouseRules): void {
  const host = bare(url.hostname);
  if (isIP(host) !== 0 && isPrivate(host) && !isNamed(url, rules)) throw refuse(host, rules.setting);
}

/** Resolves names as the connection is made, so that what was checked is what is connected to. */
export const createLookup =
  ({ allowed, setting }: HouseRules): LookupFunction =>
  (host, options, callback) =>
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const inside = !allowed.has(host) && found.some(({ address }) => isPrivate(address));
      const [first] = found;
      if (inside || !first) return callback(refuse(host, setting), []);
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
