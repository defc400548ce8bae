/**
 * Signing in at an OpenID provider: code flow with PKCE. What has to be known again when the browser comes
 * back is in a cookie of its own, sealed: whoever is talked into following somebody else's answer has none.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Sealer } from '../../accounts/sealing.ts';
import { enterVouched } from '../../accounts/vouched.ts';
import { describeError } from '../../errors.ts';
import type { PersonRole } from '../../person.ts';
import type { Provider } from '../oidc-provider.ts';
import { readCookie } from './authenticate.ts';
import { readVouched } from './claims.ts';
import { DESK_API, type DeskRoute, defineDeskRoute } from './route.ts';
import { browserOf, enter, type SessionPlace } from './session.ts';

/** Time for a password, a second factor, and a forgotten password. */
const LIFETIME_MS = 15 * 60_000;
const COOKIE = 'guiche_desk_oidc';
const START = '/session/oidc';
const CALLBACK = `${START}/callback`;

export interface OidcRoutesOptions {
  readonly http: FastifyInstance;
  readonly place: SessionPlace;
  readonly provider: Provider;
  readonly sealer: Sealer;
  readonly rolesClaim: string;
  readonly roles: readonly { readonly value: string; readonly role: PersonRole }[];
  publicUrl(): string;
}

const begunSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where in the desk they wanted to go. */
  next: z.string(),
  until: z.number(),
});
type Begun = z.output<typeof begunSchema>;

/** Nowhere but in the desk: a link that signs somebody in must not lead them to another site. */
const toNext = (next: string | undefined): string =>
  next !== undefined && /^\/desk(?:[/?#][\x21-\x7e]*)?$/.test(next) ? next : '/desk';

function keepBegun(reply: FastifyReply, value: string, maxAge: number, isSecure: boolean): void {
  // Not strict: the browser comes back from another site. It is of use with that site's answer alone.
  const options = { httpOnly: true, sameSite: 'lax', path: `${DESK_API}${START}`, secure: isSecure } as const;
  reply.setCookie(COOKIE, value, { ...options, maxAge });
}

function readBegun({ http, sealer }: OidcRoutesOptions, request: FastifyRequest): Begun | undefined {
  const sealed = readCookie(http, request.headers, COOKIE);
  if (sealed === undefined) return undefined;
  try {
    const begun = begunSchema.parse(JSON.parse(sealer.open(sealed)));
    return begun.until > Date.now() ? begun : undefined;
  } catch {
    return undefined;
  }
}

const refuse = (reply: FastifyReply, why: 'role' | 'closed' | 'failed' | 'unavailable'): FastifyReply =>
  reply.redirect(`/desk/sign-in?refused=${why}`, 303);

const toHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * The strict cookie is not sent on a way that another site began, redirects included; it is sent on the one
 * that this page begins.
 */
const sendOn = (reply: FastifyReply, next: string): FastifyReply =>
  reply
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${toHtml(next)}">` +
        `<title>Guichê</title><p><a href="${toHtml(next)}">Continuar</a></p></html>`,
    );

async function begin(options: OidcRoutesOptions, reply: FastifyReply, next: string): Promise<FastifyReply> {
  const provider = await options.provider().catch(() => undefined);
  if (!provider) return refuse(reply, 'unavailable');
  const random = () => randomBytes(32).toString('base64url');
  const begun = {
    state: random(),
    nonce: random(),
    verifier: random(),
    next,
    until: Date.now() + LIFETIME_MS,
  };
  const { sealer, place, publicUrl } = options;
  keepBegun(reply, sealer.seal(JSON.stringify(begun)), LIFETIME_MS / 1_000, place.isSecure());
  const url = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: `${publicUrl()}${DESK_API}${CALLBACK}`,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
    state: begun.state,
    nonce: begun.nonce,
  });
  return reply.redirect(url.href, 303);
}

/** @throws where the provider's answer is not what it must be */
async function readAnswer(options: OidcRoutesOptions, begun: Begun, search: string) {
  const provider = await options.provider();
  const url = new URL(`${options.publicUrl()}${DESK_API}${CALLBACK}`);
  url.search = search;
  const tokens = await oidc.authorizationCodeGrant(provider, url, {
    pkceCodeVerifier: begun.verifier,
    expectedNonce: begun.nonce,
    expectedState: begun.state,
    idTokenExpected: true,
  });
  return readVouched(provider, tokens, options);
}

async function finish(
  options: OidcRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { place } = options;
  const { accounts } = place;
  const begun = readBegun(options, request);
  keepBegun(reply, '', 0, place.isSecure());
  if (!begun) return refuse(reply, 'failed');
  try {
    const vouched = await readAnswer(options, begun, new URL(request.url, options.publicUrl()).search);
    const entered = await enterVouched(accounts, vouched, browserOf(request));
    if (entered === 'role' || entered === 'closed') return refuse(reply, entered);
    enter(reply, entered, place);
    return sendOn(reply, begun.next);
  } catch (error) {
    accounts.log.warn({ error: describeError(error) }, 'somebody was not let in by the OpenID provider');
    return refuse(reply, 'failed');
  }
}

export const createOidcRoutes = (options: OidcRoutesOptions): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: START,
    allowed: 'everybody',
    summary: 'Sign in at the OpenID provider',
    description: 'Sends the browser there; it comes back signed in, to `next`.',
    query: z.object({ next: z.string().max(2_000).optional() }),
    sends: 'text/html',
    handle: ({ query, reply }) => begin(options, reply, toNext(query.next)),
  }),
  defineDeskRoute({
    method: 'GET',
    path: CALLBACK,
    allowed: 'everybody',
    summary: 'Where the OpenID provider sends browsers back to',
    query: z.looseObject({}),
    sends: 'text/html',
    handle: ({ raw, reply }) => finish(options, raw, reply),
  }),
];
