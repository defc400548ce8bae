/**
 * Login by OpenID Connect (gov.br, or whoever else the body trusts). The page that holds the chat is the
 * one that finishes it: what the provider answers goes back to that page alone, and is of use only together
 * with the chat's own token. So whoever is talked into logging in for somebody else gives them nothing.
 *
 * Nothing is kept in between: the state is signed, and the verifier and nonce follow from it and the secret.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createProvider } from './oidc-provider.ts';

/** Time for a password, a second factor, and a forgotten password. */
const STATE_LIFETIME_MS = 15 * 60_000;
/** Where the page finds what came back; `channels/web/widget/login.ts` reads it. */
const FRAGMENT = 'guiche-login';
const CALLBACK = '/login/callback';

export interface LoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** None for a public client. */
  readonly clientSecret: string | undefined;
  readonly secret: string;
  /** Sites that may hold the chat; those that are meant by `*` may not log anybody in. */
  readonly origins: readonly string[];
  readonly log: Log;
  publicUrl(): string;
  /** The address that a chat's token proves. */
  verifySession(token: string): string | undefined;
  signSession(address: string): string;
  logIn(address: string, issuer: string, subject: string): Promise<'linked' | 'already' | 'another-person'>;
}

const stateSchema = z.object({
  /** Where to go back to. */
  page: z.url(),
  /** Of whom: keyed, since the provider sees it. */
  of: z.string(),
  random: z.string(),
  until: z.number(),
});
type State = z.output<typeof stateSchema>;

function createSeal(secret: string) {
  const mac = (use: string, text: string): string =>
    createHmac('sha256', secret).update(`login ${use}\0${text}`).digest('base64url');
  const isSame = (one: string, other: string) =>
    one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
  return {
    mac,
    isSame,
    seal(state: State): string {
      const body = Buffer.from(JSON.stringify(state)).toString('base64url');
      return `${body}.${mac('state', body)}`;
    },
    /** @throws AssistantError `invalid-request` for what was not sealed here, or too long ago */
    open(sealed: string): State {
      const [body = '', signature = ''] = sealed.split('.');
      const state = isSame(signature, mac('state', body))
        ? stateSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
        : undefined;
      if (!state || state.until < Date.now())
        throw new AssistantError('invalid-request', 'This login is over. Begin again.');
      return state;
    },
  };
}

/** What the routes share. */
interface Login extends LoginOptions {
  readonly seal: ReturnType<typeof createSeal>;
  readonly routes: ReturnType<typeof typed>;
  provider(): Promise<oidc.Configuration>;
}

const typed = (http: FastifyInstance) => http.withTypeProvider<ZodTypeProvider>();

const checksOf = ({ seal }: Login, state: string) => ({
  pkceCodeVerifier: seal.mac('verifier', state),
  expectedNonce: seal.mac('nonce', state),
  expectedState: state,
  idTokenExpected: true,
});

function authenticate({ headers }: FastifyRequest, { verifySession }: Login): string {
  const [, token = ''] = /^bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const address = verifySession(token);
  if (address === undefined) throw new AssistantError('not-authenticated');
  return address;
}

function checkPage(page: string, { publicUrl, origins }: Login): void {
  const { origin } = new URL(page);
  if (origin !== new URL(publicUrl()).origin && !origins.includes(origin))
    throw new AssistantError('forbidden', 'Nobody logs in from this site: it is not in CORS_ORIGINS.');
}

/** Where the browser is to go, to come back to the page. */
async function beginLogin(address: string, page: string, login: Login): Promise<string> {
  const { seal, publicUrl } = login;
  const random = randomBytes(16).toString('base64url');
  const of = seal.mac('address', address);
  const state = seal.seal({ page, of, random, until: Date.now() + STATE_LIFETIME_MS });
  const { pkceCodeVerifier, expectedNonce: nonce } = checksOf(login, state);
  const url = oidc.buildAuthorizationUrl(await login.provider(), {
    redirect_uri: `${publicUrl()}${CALLBACK}`,
    // No more than who it is: neither name nor e-mail is of use here.
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  return url.href;
}

/** The address at which whoever logged in goes on. */
async function finishLogin(address: string, answer: string, login: Login): Promise<string> {
  const { seal, publicUrl, log, logIn } = login;
  const url = new URL(CALLBACK, publicUrl());
  url.search = answer;
  const state = url.searchParams.get('state') ?? '';
  if (!seal.isSame(seal.open(state).of, seal.mac('address', address)))
    throw new AssistantError('forbidden', 'This login was begun in another conversation.');
  const provider = await login.provider();
  const tokens = await oidc
    .authorizationCodeGrant(provider, url, checksOf(login, state))
    .catch((error: unknown) => {
      log.warn({ error: describeError(error) }, 'a login was refused');
      throw new AssistantError('forbidden', 'The login was refused. Begin again.', { cause: error });
    });
  const { iss, sub } = tokens.claims() ?? {};
  if (!iss || !sub) throw new AssistantError('forbidden', 'The login does not say who it is.');
  if ((await logIn(address, iss, sub)) !== 'another-person') return address;
  // Somebody else's conversation is at that address: whoever comes now gets one of their own.
  const own = crypto.randomUUID();
  await logIn(own, iss, sub);
  return own;
}

function mountCallback({ routes, seal, publicUrl }: Login): void {
  routes.get(
    CALLBACK,
    { schema: { hide: true, querystring: z.looseObject({ state: z.string().max(4_000) }) } },
    async (request, reply) => {
      const page = new URL(seal.open(request.query.state).page);
      // A fragment stays in the browser: no log and no other site sees it.
      page.hash = `${FRAGMENT}=${encodeURIComponent(new URL(request.url, publicUrl()).search)}`;
      reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      return reply.redirect(page.href, 303);
    },
  );
}

/** Mounts its routes on `http`, which listens afterwards. */
export function mountLogin(http: FastifyInstance, options: LoginOptions): void {
  const routes = typed(http);
  const seal = createSeal(options.secret);
  const login: Login = { ...options, seal, routes, provider: createProvider(options) };
  mountCallback(login);
  routes.post(
    '/api/v1/login',
    {
      schema: {
        summary: 'Begin a login',
        description: 'Send the browser to `url`; it comes back to `page` with the answer in the fragment.',
        tags: ['login'],
        security: [{ session: [] }],
        body: z.strictObject({ page: z.url({ protocol: /^https?$/ }).max(1_000) }),
        response: { 200: z.object({ url: z.string() }) },
      },
    },
    async (request) => {
      const address = authenticate(request, login);
      const { page } = request.body;
      checkPage(page, login);
      return { url: await beginLogin(address, page, login) };
    },
  );
  routes.post(
    '/api/v1/login/finish',
    {
      schema: {
        summary: 'Finish a login',
        description: 'Hand in what came back in the fragment. Go on with the token that is answered.',
        tags: ['login'],
        security: [{ session: [] }],
        body: z.strictObject({ answer: z.string().max(8_000) }),
        response: { 200: z.object({ token: z.string() }) },
      },
    },
    async (request) => {
      const address = await finishLogin(authenticate(request, login), request.body.answer, login);
      return { token: options.signSession(address) };
    },
  );
}
