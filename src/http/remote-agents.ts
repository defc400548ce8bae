/** For agents that are programs of their own: take a task, hold it, answer it. docs/external-agents.md */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ProtocolStatus } from '../agent.ts';
import { AssistantError } from '../errors.ts';
import type { AgentAnswer } from '../event.ts';
import type { JsonObject } from '../json.ts';
import type { FoundPassage, SearchOptions } from '../knowledge.ts';
import { findBearer } from './bearer.ts';
import { answerSchema, foundSchema, textSchema } from './remote-answers.ts';

interface Held {
  readonly agent: string;
  readonly taskId: string;
  readonly lease: string;
}

interface Taken extends Omit<Held, 'agent'> {
  readonly locale: string;
  readonly input: JsonObject;
  readonly timeoutMs: number;
  readonly leaseMs: number;
}

/** Who hands out the tasks. Errors: AssistantError `superseded`, `invalid-answer`, `forbidden`. */
export interface Work {
  next(agent: string, waitMs: number, signal: AbortSignal): Promise<Taken | undefined>;
  renew(held: Held, waitMs: number, signal: AbortSignal): Promise<void>;
  partial(held: Held, text: string): Promise<void>;
  answer(held: Held, answer: AgentAnswer): Promise<void>;
  fail(held: Held, error: string, again: boolean): Promise<void>;
  search(held: Held, question: string, options: SearchOptions): Promise<readonly FoundPassage[]>;
  findProtocol(held: Held, protocolNumber: string): Promise<ProtocolStatus | undefined>;
}

export interface RemoteAgentRoutes {
  readonly work: Work;
  /** By the agent's name. */
  readonly tokens: ReadonlyMap<string, string>;
}

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});
const agentParams = z.object({ agent: z.string().max(100) });
const taskParams = agentParams.extend({ taskId: z.uuid() });
const wait = (most: number) => z.number().int().min(0).max(most).default(0);
const lease = z.uuid().describe('As it came with the task.');
const done = { 204: z.null().describe('Done.') };

const takenSchema = z.object({
  taskId: z.string().describe('Your idempotency key for what has effects elsewhere: a task may run again.'),
  lease: z.string().describe('To be shown with each call about the task.'),
  locale: z.string().describe('BCP 47 tag of the citizen’s language.'),
  input: z.record(z.string(), z.unknown()).describe('As the agent declares it.'),
  timeoutMs: z.number().int().describe('Until the task fails for want of an answer.'),
  leaseMs: z
    .number()
    .int()
    .describe(
      'Until the task is another’s, unless you call about it before: renew at once. From the first call on it is yours for 30 s after each.',
    ),
});
const protocolSchema = z.object({
  protocol: z
    .object({
      protocolNumber: z.string(),
      status: z.enum(['open', 'waiting', 'closed']),
      openedAt: z.iso.datetime(),
      lastEventAt: z.iso.datetime(),
    })
    .nullable()
    .describe('null where the task’s contact has no such protocol.'),
});

const bodies = {
  next: z.strictObject({ waitMs: wait(25_000).describe('How long to wait for a task.') }),
  renew: z.strictObject({
    lease,
    waitMs: wait(15_000).describe('Answers so much later, and at once when the task is no longer yours.'),
  }),
  partial: z.strictObject({ lease, text: textSchema.describe('All there is so far, not the new part.') }),
  answer: z.strictObject({ lease, answer: answerSchema }),
  fail: z.strictObject({
    lease,
    error: z.string().trim().min(1).max(1_000).describe('For operators; the citizen does not see it.'),
    again: z.boolean().default(false).describe('Whether another try may do better.'),
  }),
  knowledge: z.strictObject({
    lease,
    question: z.string().trim().min(1).max(2_000),
    collections: z.array(z.string()).max(20).optional(),
    limit: z.number().int().min(1).max(20).default(5),
  }),
  protocol: z.strictObject({ lease, protocolNumber: z.string().max(40) }),
};

/**
 * Aborts when whoever asked has gone, or the server closes. The socket tells of both ways to leave: a
 * program that was killed ends its half before anything else is noticed.
 */
function leaving(request: FastifyRequest, reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const { socket } = request.raw;
  const gone = new AbortController();
  const leave = () => gone.abort();
  if (socket.destroyed || socket.readableEnded) leave();
  socket.once('end', leave).once('close', leave);
  reply.raw.once('finish', () => socket.off('end', leave).off('close', leave));
  return AbortSignal.any([gone.signal, closing]);
}

/** What all routes share; the token is asked for before anything else is looked at. */
function describeRoutes(tokens: ReadonlyMap<string, string>) {
  const onRequest = async ({ headers, params }: FastifyRequest) => {
    const owner = findBearer(headers.authorization, tokens);
    if (owner === (params as z.output<typeof agentParams>).agent) return;
    throw new AssistantError('forbidden', `This is the token of the agent ${owner}.`);
  };
  const describe = <Body extends z.ZodType, const Answer extends Readonly<Record<number, z.ZodType>>>(
    summary: string,
    body: Body,
    answer: Answer,
  ) => ({
    onRequest,
    schema: {
      summary,
      description: 'With the agent’s token in AGENT_TOKENS. 409: the task is no longer yours; stop.',
      tags: ['external agents'],
      security: [{ agent: [] }],
      params: taskParams,
      body,
      response: { ...answer, '4xx': errorSchema, '5xx': errorSchema },
    },
  });
  return { onRequest, describe };
}

type Routes = ReturnType<typeof typed>;
const typed = (app: FastifyInstance) => app.withTypeProvider<ZodTypeProvider>();

const BASE = '/api/v1/agents/:agent/tasks';
const heldBy = (params: z.output<typeof taskParams>, body: { readonly lease: string }): Held => ({
  ...params,
  lease: body.lease,
});

function mountTaking(routes: Routes, { work, tokens }: RemoteAgentRoutes): void {
  const { onRequest, describe } = describeRoutes(tokens);
  // Whoever waits is sent away before the server waits for them.
  const closing = new AbortController();
  routes.addHook('preClose', async () => closing.abort());
  const { schema } = describe('Take the task that has waited longest', bodies.next, {
    200: takenSchema,
    204: z.null().describe('Nothing to do. Ask again.'),
  });
  routes.post(
    `${BASE}/next`,
    { onRequest, schema: { ...schema, params: agentParams } },
    async (request, reply) => {
      const { params, body } = request;
      const task = await work.next(params.agent, body.waitMs, leaving(request, reply, closing.signal));
      return task ? reply.send(task) : reply.code(204).send(null);
    },
  );
  routes.post(
    `${BASE}/:taskId/renew`,
    describe('Hold a task for longer', bodies.renew, done),
    async (request, reply) => {
      const { params, body } = request;
      await work.renew(heldBy(params, body), body.waitMs, leaving(request, reply, closing.signal));
      return reply.code(204).send(null);
    },
  );
}

function mountEnding(routes: Routes, { work, tokens }: RemoteAgentRoutes): void {
  const { describe } = describeRoutes(tokens);
  routes.post(
    `${BASE}/:taskId/partial`,
    describe('Show the citizen what there is so far', bodies.partial, done),
    async ({ params, body }, reply) => {
      await work.partial(heldBy(params, body), body.text);
      return reply.code(204).send(null);
    },
  );
  routes.post(
    `${BASE}/:taskId/answer`,
    describe('Answer a task. 422: not as the agent declares it; it stays yours', bodies.answer, done),
    async ({ params, body }, reply) => {
      // Optional fields that are left out are not there; they are never undefined.
      await work.answer(heldBy(params, body), body.answer as AgentAnswer);
      return reply.code(204).send(null);
    },
  );
  routes.post(
    `${BASE}/:taskId/fail`,
    describe('Give a task up', bodies.fail, done),
    async ({ params, body }, reply) => {
      await work.fail(heldBy(params, body), body.error, body.again);
      return reply.code(204).send(null);
    },
  );
}

function mountReading(routes: Routes, { work, tokens }: RemoteAgentRoutes): void {
  const { describe } = describeRoutes(tokens);
  routes.post(
    `${BASE}/:taskId/knowledge`,
    describe('Search the documents, where the agent declares it', bodies.knowledge, { 200: foundSchema }),
    async ({ params, body }) => {
      const { question, collections, limit } = body;
      const options = { limit, ...(collections ? { collections } : {}) };
      return { passages: [...(await work.search(heldBy(params, body), question, options))] };
    },
  );
  routes.post(
    `${BASE}/:taskId/protocol`,
    describe('Find a protocol of the task’s contact, where declared', bodies.protocol, {
      200: protocolSchema,
    }),
    async ({ params, body }) => {
      const found = await work.findProtocol(heldBy(params, body), body.protocolNumber.replace(/\D/g, ''));
      if (!found) return { protocol: null };
      const { protocolNumber, status, openedAt, lastEventAt } = found;
      const times = { openedAt: openedAt.toISOString(), lastEventAt: lastEventAt.toISOString() };
      return { protocol: { protocolNumber, status, ...times } };
    },
  );
}

/** Without tokens there are no such routes. */
export function mountRemoteAgents(app: FastifyInstance, options: RemoteAgentRoutes): void {
  if (options.tokens.size === 0) return;
  const routes = typed(app);
  mountTaking(routes, options);
  mountEnding(routes, options);
  mountReading(routes, options);
}
