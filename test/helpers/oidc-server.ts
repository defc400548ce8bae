/**
 * An OpenID provider as gov.br is one: discovery, code flow with PKCE S256, RS256. It refuses whatever
 * the specification lets it refuse, and misbehaves on order.
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export const CLIENT_ID = 'guiche';
export const CLIENT_SECRET = 'a secret & its signs: 100%';
const KEY_ID = 'key-1';

const requestSchema = z.strictObject({
  client_id: z.literal(CLIENT_ID),
  response_type: z.literal('code'),
  redirect_uri: z.url(),
  scope: z.enum(['openid', 'openid profile email']),
  state: z.string().min(16),
  nonce: z.string().min(16),
  code_challenge: z.string().length(43),
  code_challenge_method: z.literal('S256'),
});
const tokenSchema = z.strictObject({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.url(),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
});
type AuthorizationRequest = z.output<typeof requestSchema>;

type Claims = Readonly<Record<string, unknown>>;

export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** What is in the next id_token in place of what should be. */
  misbehave(claims: Claims): void;
  /** What the provider knows of somebody: told in each id_token, or only where it is asked. */
  know(subject: string, claims: Claims, where?: 'token' | 'userinfo'): void;
  /** Somebody else signs the next id_token. */
  forge(): void;
  /** Logs in as a browser would; returns where it is sent back to. */
  logIn(authorizationUrl: string, subject: string): Promise<string>;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startOidcServer(redirectUri?: () => string): Promise<OidcServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const codes = new Map<string, AuthorizationRequest & { subject: string }>();
  const known = { token: new Map<string, Claims>(), userinfo: new Map<string, Claims>() };
  /** Subjects by their access tokens. */
  const accesses = new Map<string, string>();
  let wrong: Claims = {};
  let signer = privateKey;
  let issuer = '';

  const send = (response: ServerResponse, status: number, body: object) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));

  function issueToken({ nonce, subject }: { nonce: string; subject: string }): string {
    const now = Math.floor(Date.now() / 1_000);
    const own = known.token.get(subject);
    const claims = {
      ...own,
      iss: issuer,
      aud: CLIENT_ID,
      sub: subject,
      nonce,
      iat: now,
      exp: now + 60,
      ...wrong,
    };
    wrong = {};
    const key = signer;
    signer = privateKey;
    const body = `${encode({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${encode(claims)}`;
    return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
  }

  const form = (request: AuthorizationRequest): string =>
    Object.entries(request)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      .join('');

  function authorize(url: URL, response: ServerResponse): void {
    const { subject, ...parameters } = Object.fromEntries(url.searchParams);
    const request = requestSchema.parse(parameters);
    const allowed = redirectUri?.();
    if (allowed !== undefined && request.redirect_uri !== allowed) throw new Error('another redirect_uri');
    if (subject === undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        `<!doctype html><html lang="pt-BR"><link rel="icon" href="data:,"><title>Entrar</title><form>${form(request)}` +
          '<label>CPF <input name="subject"></label><button>Entrar</button></form></html>',
      );
      return;
    }
    const code = randomUUID();
    codes.set(code, { ...request, subject });
    const back = new URL(request.redirect_uri);
    back.search = String(new URLSearchParams({ code, state: request.state, iss: issuer }));
    response.writeHead(302, { location: back.href }).end();
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const credentials = [CLIENT_ID, CLIENT_SECRET].map((each) =>
      new URLSearchParams({ '': each }).toString().slice(1),
    );
    const basic = `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`;
    if (request.headers.authorization !== basic) return void send(response, 401, { error: 'invalid_client' });
    const body = tokenSchema.parse(Object.fromEntries(new URLSearchParams(await text(request))));
    const begun = codes.get(body.code);
    codes.delete(body.code);
    const challenge = createHash('sha256').update(body.code_verifier).digest('base64url');
    if (begun?.code_challenge !== challenge || begun.redirect_uri !== body.redirect_uri)
      return void send(response, 400, { error: 'invalid_grant' });
    const token = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60 };
    accesses.set(token.access_token, begun.subject);
    send(response, 200, { ...token, id_token: issueToken(begun) });
  }

  function tell(request: IncomingMessage, response: ServerResponse): void {
    const subject = accesses.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (subject === undefined) return void send(response, 401, { error: 'invalid_token' });
    send(response, 200, { sub: subject, ...known.userinfo.get(subject) });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        send(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwk`,
          userinfo_endpoint: `${issuer}/userinfo`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
          authorization_response_iss_parameter_supported: true,
        });
        return;
      case 'GET /jwk':
        send(response, 200, {
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }],
        });
        return;
      case 'GET /authorize':
        return authorize(url, response);
      case 'POST /token':
        return exchange(request, response);
      case 'GET /userinfo':
        return tell(request, response);
      default:
        send(response, 404, {});
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      send(response, 400, { error: 'invalid_request', error_description: String(error) });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    misbehave: (claims) => {
      wrong = claims;
    },
    know: (subject, claims, where = 'token') => void known[where].set(subject, claims),
    forge: () => {
      signer = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    },
    async logIn(authorizationUrl, subject) {
      const url = new URL(authorizationUrl);
      url.searchParams.set('subject', subject);
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider refused: ${await response.text()}`);
      return location;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
