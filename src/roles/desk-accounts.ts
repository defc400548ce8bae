/** Accounts of the people at the desk: opened once, asked by everything that is theirs. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Accounts, createAccounts } from '../accounts/accounts.ts';
import { openAttempts } from '../accounts/attempts.ts';
import { openKnownSessions } from '../accounts/known-sessions.ts';
import { createFirstLink, linkOf } from '../accounts/links.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Database } from '../database.ts';
import { createAuthenticate, createAuthenticateHeaders, readCookies } from '../http/desk/authenticate.ts';
import { createMeRoutes } from '../http/desk/me.ts';
import { createOidcRoutes, type OidcRoutesOptions } from '../http/desk/oidc.ts';
import { createAccountRoutes } from '../http/desk/people.ts';
import type { Authenticate, DeskRoute, SignedIn } from '../http/desk/route.ts';
import { createSessionRoutes } from '../http/desk/session.ts';
import { createSetUpRoutes } from '../http/desk/set-up.ts';
import { createProvider } from '../http/oidc-provider.ts';
import type { Queues } from '../queues.ts';
import { hasAdmin } from '../store/people.ts';
import { readPresences, setAvailability } from '../store/presences.ts';
import { connectRedis } from '../streams/redis-connection.ts';
import { type Core, secretOf } from './core.ts';

export interface DeskAccounts {
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  /**
   * The same for who has no request of Fastify's: of a socket's handshake. Asks the database each time, and is no
   * sign of life: a window that is merely open does not keep its session alive.
   */
  lookAtHeaders(headers: IncomingHttpHeaders): Promise<SignedIn | undefined>;
  readonly routes: readonly DeskRoute[];
}

type OidcParts = Pick<OidcRoutesOptions, 'http' | 'place' | 'publicUrl'>;

/** None where no provider is set. */
function openOidcRoutes({ settings, log }: Core, parts: OidcParts): readonly DeskRoute[] {
  const { DESK_OIDC_ISSUER: issuer, DESK_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return [];
  return createOidcRoutes({
    ...parts,
    provider: createProvider({ issuer, clientId, clientSecret: settings.DESK_OIDC_CLIENT_SECRET, log }),
    sealer: createSealer(secretOf(settings), 'desk sign-in'),
    rolesClaim: settings.DESK_OIDC_ROLES_CLAIM,
    roles: settings.DESK_OIDC_ROLES,
  });
}

export interface DeskAccountsOptions {
  /** Where browsers reach the desk; asked once it listens. */
  publicUrl(): string;
  readonly queues: Queues;
}

/** A house of one person: whoever sets it up answers in every queue, until they leave some to others. */
const abilitiesIn = (queues: Queues) => ({
  queues: [...queues.keys()],
  skills: [...new Set([...queues.values()].flatMap(({ skills }) => skills))],
});

export async function openDeskAccounts(
  core: Core,
  http: FastifyInstance,
  { publicUrl, queues }: DeskAccountsOptions,
  stack: AsyncDisposableStack,
): Promise<DeskAccounts> {
  const { settings, log, database, news } = core;
  const { REDIS_URL } = settings;
  const redis = REDIS_URL === undefined ? undefined : await connectRedis(REDIS_URL, log);
  const attempts = stack.use(openAttempts(redis));
  await readCookies(http);
  const sessions = stack.use(await openKnownSessions(database, news));
  const accounts = createAccounts({ database, news: sessions, log, attempts, secret: secretOf(settings) });
  const authenticate = createAuthenticate(http, sessions.find);
  const place = {
    accounts,
    authenticate,
    oidcName: settings.DESK_OIDC_ISSUER === undefined ? null : settings.DESK_OIDC_NAME,
    isSecure: () => publicUrl().startsWith('https:'),
    isSetUp: () => hasAdmin(database),
  };
  return {
    accounts,
    authenticate,
    lookAtHeaders: createAuthenticateHeaders(http, sessions.look),
    routes: [
      ...createSessionRoutes(place),
      ...createSetUpRoutes(place, abilitiesIn(queues)),
      ...openOidcRoutes(core, { http, place, publicUrl }),
      ...createMeRoutes({
        accounts,
        setAvailability: async (personId, availability) => {
          await setAvailability(database, personId, availability);
          await sessions.tell({ type: 'people', ids: [personId] });
        },
        listColleagues: () => readPresences(database),
      }),
      ...createAccountRoutes({ accounts, publicUrl }),
    ],
  };
}

/** Of the first person, who becomes an admin; undefined where there is an admin. Older ones no longer work. */
export async function createSetUpLink(database: Database, url: string): Promise<string | undefined> {
  const link = await createFirstLink(database);
  return link && linkOf(url, link);
}
