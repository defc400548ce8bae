/**
 * Where Redis is, as `REDIS_URL` says it: one server, the Sentinels that know the master of several,
 * or some nodes of a Redis Cluster. A form of our own for the last two, because a URL has one host.
 */
import { AssistantError } from '../errors.ts';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export type RedisPlace =
  /** The client reads this form by itself. */
  | { readonly kind: 'server'; readonly url: string }
  | (Access & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisNode[];
      /** The name under which the Sentinels watch the master. */
      readonly master: string;
      readonly db: number;
      readonly sentinelUsername: string | undefined;
      readonly sentinelPassword: string | undefined;
    })
  | (Access & { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] });

const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;

/** Never says more of the URL than a host: the rest may be a password. */
const refuse = (sentence: string): never => {
  throw new AssistantError('configuration', `REDIS_URL: ${sentence}`);
};

function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('a % in the user name or password must be written as %25.');
  }
}

/** `user:password`, `user` or `:password`. */
function parseAccess(tls: boolean, text: string | undefined): Access {
  const [username, ...rest] = (text ?? '').split(':');
  return { tls, username: decode(username), password: decode(rest.join(':')) };
}

function parseNode(text: string, fallbackPort: number): RedisNode {
  const parsed = URL.parse(`redis://${text}`);
  const port = parsed?.port ? Number(parsed.port) : fallbackPort;
  if (!parsed?.hostname || port === 0 || parsed.host !== text)
    return refuse(`"${text}" is not a host or host:port; separate several by commas, without spaces.`);
  // A URL keeps the brackets of an IPv6 address, a socket wants it without.
  return { host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

const parseNodes = (text: string, fallbackPort: number): RedisNode[] =>
  text.split(',').map((each) => parseNode(each, fallbackPort));

function parseSentinel(access: Access, hosts: string, path: string, query: URLSearchParams): RedisPlace {
  const master = decode(path);
  if (master === undefined || master.includes('/'))
    return refuse(
      'the Sentinels are followed by the name of the master, as redis+sentinel://a:26379,b:26379/master.',
    );
  const known = ['db', 'sentinelUsername', 'sentinelPassword'];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`after ? only ${known.join(', ')} may be set, not "${unknown}".`);
  const db = query.get('db') ?? '0';
  if (!/^\d+$/.test(db)) refuse('db must be a number from 0.');
  return {
    ...access,
    kind: 'sentinel',
    sentinels: parseNodes(hosts, SENTINEL_PORT),
    master,
    db: Number(db),
    sentinelUsername: query.get('sentinelUsername') ?? undefined,
    sentinelPassword: query.get('sentinelPassword') ?? undefined,
  };
}

function parseCluster(access: Access, hosts: string, path: string, query: URLSearchParams): RedisPlace {
  if (path !== '' || query.size > 0)
    refuse('nothing follows the nodes of a Redis Cluster, as in redis+cluster://a:6379,b:6379.');
  return { ...access, kind: 'cluster', nodes: parseNodes(hosts, REDIS_PORT) };
}

const MANY_HOSTS =
  /^redis(?<tls>s?)\+(?<kind>sentinel|cluster):\/\/(?:(?<access>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

/**
 * - `redis://[user:password@]host:port[/db]`
 * - `redis+sentinel://[user:password@]host:port,host:port/master[?db=0]`; user and password are those
 *   of the servers, `sentinelUsername` and `sentinelPassword` after the `?` those of the Sentinels
 * - `redis+cluster://[user:password@]host:port,host:port`, some of the nodes
 *
 * and the same with `rediss` for TLS.
 * @throws AssistantError `configuration`, with a sentence that holds no password
 */
export function parseRedisUrl(url: string): RedisPlace {
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return { kind: 'server', url };
  const { tls, kind, access, hosts = '', path = '', query } = MANY_HOSTS.exec(url)?.groups ?? {};
  const parse = kind === 'sentinel' ? parseSentinel : parseCluster;
  if (`${path}${query}`.includes('@'))
    return refuse('/, ?, # and @ in a user name or password must be percent-encoded, as %2F, %3F, %23, %40.');
  if (kind === undefined)
    return refuse(
      'must be redis://host:port, redis+sentinel://host:port,host:port/master or ' +
        'redis+cluster://host:port,host:port; rediss instead of redis for TLS.',
    );
  return parse(parseAccess(tls === 's', access), hosts, path, new URLSearchParams(query));
}
