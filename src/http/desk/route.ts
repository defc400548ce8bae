/**
 * The desk's routes, as data: who may call each stands beside what it does, so that a test can walk all
 * of them without, and with the wrong role. All are below `/api/v1/desk`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { z } from 'zod';
import { DESK_HEADER } from '../../desk.ts';
import { AssistantError } from '../../errors.ts';
import { hasRole, type Person, type PersonRole } from '../../person.ts';

export const DESK_API = '/api/v1/desk';

/** Who is signed in, and how. */
export interface SignedIn {
  readonly person: Person;
  readonly sessionId: string;
  /** `browser`: by the cookie, which browsers send by themselves. */
  readonly kind: 'browser' | 'token';
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of the desk's routes: who may call it. */
    readonly allowed?: DeskRoute['allowed'];
  }
}

/** Finds who a request comes from: the session's cookie, or a token as bearer. Undefined: nobody that is known. */
export type Authenticate = (request: FastifyRequest) => Promise<SignedIn | undefined>;

/** What a handler gets. Parts that the route declares no form of are undefined. */
export interface DeskRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Undefined on routes that are for everybody. */
  readonly me: Person;
  readonly sessionId: string;
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
}

type Infer<T> = T extends z.ZodType ? z.output<T> : undefined;

export interface DeskRoute<
  P extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1/desk`, beginning with a slash. */
  readonly path: string;
  /** `everybody`: also who is not signed in. `signed-in`: whatever their roles. */
  readonly allowed: readonly PersonRole[] | 'signed-in' | 'everybody';
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Of what is answered with 200; nothing is (204) where left out. Not for routes that send something else than JSON. */
  readonly answer?: z.ZodType;
  /** What is sent where it is not JSON: `text/csv`. The handler sends it itself. */
  readonly sends?: string;
  /** Larger than the server's own limit. */
  readonly limitBytes?: number;
  handle(request: DeskRequest<Infer<P>, Infer<Q>, Infer<B>>): Promise<unknown>;
}

/** Only for the types: a table of routes is a list of these. */
export const defineDeskRoute = <
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  route: DeskRoute<P, Q, B>,
): DeskRoute => route as unknown as DeskRoute;

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

function schemaOf(route: DeskRoute): object {
  const { params, query, body, answer, sends, allowed, summary, description = '' } = route;
  const who =
    allowed === 'everybody'
      ? 'For everybody.'
      : allowed === 'signed-in'
        ? 'For whoever is signed in.'
        : `For: ${allowed.join(', ')}.`;
  const answers = sends === undefined ? (answer === undefined ? { 204: z.null() } : { 200: answer }) : {};
  return {
    tags: ['desk'],
    summary,
    description: `${who} ${description}`.trim(),
    ...(allowed === 'everybody' ? {} : { security: [{ desk: [] }, { deskToken: [] }] }),
    ...(params ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(body ? { body } : {}),
    response: { ...answers, '4xx': errorSchema, '5xx': errorSchema },
  };
}

/** @throws AssistantError `forbidden` for the wrong role, and for what another site may have had the browser send */
export function checkSignedIn(
  { kind, person }: SignedIn,
  { method, headers }: FastifyRequest,
  allowed: readonly PersonRole[] | 'signed-in',
): void {
  if (method !== 'GET' && kind === 'browser' && headers[DESK_HEADER] === undefined)
    throw new AssistantError('forbidden', `The header ${DESK_HEADER} is missing.`);
  if (allowed !== 'signed-in' && !hasRole(person, allowed))
    throw new AssistantError('forbidden', `This needs one of the roles ${allowed.join(', ')}.`);
}

/** @throws AssistantError `not-authenticated` or `forbidden` */
async function admit(
  route: DeskRoute,
  request: FastifyRequest,
  authenticate: Authenticate,
): Promise<SignedIn | undefined> {
  if (route.allowed === 'everybody') {
    if (request.method !== 'GET' && request.headers[DESK_HEADER] === undefined)
      throw new AssistantError('forbidden', `The header ${DESK_HEADER} is missing.`);
    return undefined;
  }
  const signedIn = await authenticate(request);
  if (!signedIn) throw new AssistantError('not-authenticated');
  checkSignedIn(signedIn, request, route.allowed);
  return signedIn;
}

export function mountDeskRoutes(
  app: FastifyInstance,
  routes: readonly DeskRoute[],
  authenticate: Authenticate,
): void {
  for (const route of routes) {
    const admitted = new WeakMap<FastifyRequest, SignedIn | undefined>();
    const handler: RouteHandlerMethod = async (request, reply) => {
      const signedIn = admitted.get(request);
      const { params, query, body } = request;
      reply.header('cache-control', 'no-store');
      const result = await route.handle({
        params,
        query,
        body,
        me: signedIn?.person as Person,
        sessionId: signedIn?.sessionId ?? '',
        raw: request,
        reply,
      } as never);
      if (reply.sent || route.sends !== undefined) return result;
      return route.answer === undefined ? reply.code(204).send() : result;
    };
    app.route({
      method: route.method,
      url: `${DESK_API}${route.path}`,
      schema: schemaOf(route),
      // For whoever walks all routes.
      config: { allowed: route.allowed },
      ...(route.limitBytes === undefined ? {} : { bodyLimit: route.limitBytes }),
      // Before the body is read: what nobody may send is not parsed.
      onRequest: async (request) => {
        admitted.set(request, await admit(route, request, authenticate));
      },
      handler,
    });
  }
}
