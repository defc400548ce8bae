/** Who a request comes from: the cookie that sign-in sets, or a token as bearer. */
import type { IncomingHttpHeaders } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Authenticate, SignedIn } from './route.ts';

/** Named in the API's description, src/http/server.ts. */
export const DESK_COOKIE = 'guiche_desk';

/** Whose a token is. */
type Find = (token: string) => Promise<SignedIn | undefined>;

/** Cookies are read where they are asked for, and nowhere else. */
export const readCookies = (http: FastifyInstance): Promise<unknown> =>
  Promise.resolve(http.register(fastifyCookie, { hook: false }));

export const readCookie = (
  http: FastifyInstance,
  { cookie }: IncomingHttpHeaders,
  name: string,
): string | undefined => (cookie === undefined ? undefined : http.parseCookie(cookie)[name]);

/** Programs show their token as bearer, browsers send the cookie: the other one's token is nobody's. */
function findToken(
  http: FastifyInstance,
  headers: IncomingHttpHeaders,
): readonly [SignedIn['kind'], string] | undefined {
  const [, bearer] = /^bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return ['token', bearer];
  const cookie = readCookie(http, headers, DESK_COOKIE);
  return cookie === undefined ? undefined : ['browser', cookie];
}

/** Of a request's headers; sockets have no request of Fastify's. */
export const createAuthenticateHeaders =
  (http: FastifyInstance, find: Find) =>
  async (headers: IncomingHttpHeaders): Promise<SignedIn | undefined> => {
    const [kind, token] = findToken(http, headers) ?? [];
    const signedIn = token === undefined ? undefined : await find(token);
    return signedIn?.kind === kind ? signedIn : undefined;
  };

export const createAuthenticate = (http: FastifyInstance, find: Find): Authenticate => {
  const authenticate = createAuthenticateHeaders(http, find);
  return ({ headers }) => authenticate(headers);
};

/** Out of reach of scripts and of other sites' requests. @param isSecure browsers reach it by https */
export function setDeskCookie(reply: FastifyReply, token: string, until: Date, isSecure: boolean): void {
  const options = { httpOnly: true, sameSite: 'strict', path: '/', secure: isSecure } as const;
  reply.setCookie(DESK_COOKIE, token, { ...options, expires: until });
}

export const clearDeskCookie = (reply: FastifyReply, isSecure: boolean): void =>
  setDeskCookie(reply, '', new Date(0), isSecure);
