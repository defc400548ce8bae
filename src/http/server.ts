/** The HTTP server without its routes: limits, security headers, errors, request ids, the API's description. */
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

/** Room for the longest message in any script, and its envelope. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Above what proxies keep idle connections for, so that they, not we, close them. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly trustProxy: boolean;
  readonly origins: readonly string[];
  readonly version: string;
}

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32"><text y="24" font-family="sans-serif" font-size="24" font-weight="700" fill="#fff">Guichê</text></svg>';

/** A request id from a proxy is kept when it looks like one: it goes into our logs. */
const REQUEST_ID = /^[\w-]{8,64}$/;

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { code, message, requestId: reply.request.id } });
}

function handleErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof AssistantError) {
      if (error.retryAfterMs !== undefined)
        reply.header('retry-after', Math.ceil(error.retryAfterMs / 1_000));
      return sendError(reply, error.status, error.code, error.message);
    }
    const status = error.statusCode ?? 500;
    if (status === 413) return sendError(reply, 413, 'message-too-long', 'The request is too large.');
    if (status < 500) return sendError(reply, status, 'invalid-request', error.message);
    log.error({ requestId: request.id, error: describeError(error) }, 'a request failed');
    return sendError(reply, 500, 'internal', 'Something went wrong here. Try again later.');
  });
  app.setNotFoundHandler((_request, reply) =>
    sendError(reply, 404, 'not-found', 'There is nothing at this address.'),
  );
}

function logRequests(app: FastifyInstance, { log, metrics }: HttpOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern: addresses and queries may hold what is nobody else's business.
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    const tookMs = Math.round(reply.elapsedTime);
    metrics.requestAnswered(route, reply.statusCode, tookMs);
    log.debug({ requestId: request.id, route, status: reply.statusCode, tookMs }, 'request');
    done();
  });
}

async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Guichê',
        version,
        description: 'Assistant for public service: messages, protocols, health.',
      },
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer', description: 'The token of a conversation.' },
          operator: { type: 'http', scheme: 'bearer', description: 'OPERATOR_TOKEN.' },
          agent: { type: 'http', scheme: 'bearer', description: 'The agent’s token in AGENT_TOKENS.' },
          desk: {
            type: 'apiKey',
            in: 'cookie',
            name: 'guiche_desk',
            description: 'Who signed in at the desk.',
          },
          deskToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'A token that a person made for a program.',
          },
          signature: { type: 'apiKey', in: 'header', name: 'x-guiche-signature' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    logo: { type: 'image/svg+xml', content: LOGO, href: '/', target: '_self' },
    theme: { title: 'Guichê: API' },
  });
}

/** Mount the routes, then call `listen`. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // The last address in X-Forwarded-For is the proxy's own word; those before it are the client's.
    trustProxy: (_address, hop) => options.trustProxy && hop === 0,
    // Connections without a request in hand are closed at once when the program stops.
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : crypto.randomUUID();
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  handleErrors(app, options.log);
  logRequests(app, options);
  // What a browser shows is guarded by headers that are worked out for each answer; what is handed in
  // is answered by JSON that nobody shows.
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET') route.helmet = false;
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  const any = options.origins.includes('*');
  if (options.origins.length > 0) await app.register(cors, { origin: any ? '*' : [...options.origins] });
  await describeApi(app, options.version);
  return app;
}
