/**
 * The playground: authors ask a question, and watch how it is understood, searched for and answered.
 * The page is for everybody; what it shows comes only with OPERATOR_TOKEN.
 */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Log } from '../log.ts';
import { TRIAL_DESKS, type TrialDesk, type TrialQuestion, type TrialStep } from '../trial.ts';
import type { Guard } from './guard.ts';
import { bundlePlayground, NOT_SET_UP, PAGE, type PlaygroundBundle } from './playground-page.ts';
import { sendSteps } from './steps.ts';

export interface PlaygroundParts {
  readonly log: Log;
  /** The question's steps, as they come. */
  watch(desk: TrialDesk, question: TrialQuestion, signal: AbortSignal): AsyncGenerator<TrialStep>;
  listCollections(): Promise<readonly { readonly name: string; readonly title: string }[]>;
}

const PATH = '/desk/playground';
const API = '/api/v1/playground';

/** As long as a message of a citizen. */
const LONGEST_QUESTION = 4_000;
const MOST_EARLIER = 10;

const text = z.string().trim().min(1).max(LONGEST_QUESTION);
const questionSchema = z.object({
  question: text,
  locale: z.enum(['pt-BR', 'en', 'es']).default(DEFAULT_LOCALE).describe('Of the conversation.'),
  earlier: z.array(text).max(MOST_EARLIER).default([]).describe('What was asked before, newest last.'),
  collections: z.array(z.string()).min(1).optional().describe('All where left out.'),
  audience: z.enum(['public', 'staff']).default('public'),
  on: z.iso.date().optional().describe('The day on which the documents have to hold; today where left out.'),
});
const paramsSchema = z.object({ desk: z.enum(TRIAL_DESKS) });
const aboutSchema = z.object({
  collections: z.array(z.object({ name: z.string(), title: z.string() })).readonly(),
});
const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

function mountApi(app: FastifyInstance, onRequest: Guard, parts: PlaygroundParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const errors = { '4xx': errorSchema, '5xx': errorSchema };
  const shared = { tags: ['operators'], security: [{ operator: [] }, { desk: [] }, { deskToken: [] }] };
  const about = { ...shared, summary: 'What the playground can be asked about' };
  routes.get(
    API,
    { onRequest, schema: { ...about, response: { 200: aboutSchema, ...errors } } },
    async () => ({ collections: await parts.listCollections() }),
  );
  const watch = {
    ...shared,
    summary: 'Ask a question, and watch each step of its answer',
    description:
      'With OPERATOR_TOKEN as bearer token, or signed in at the desk as author or admin. One line of JSON a step, as they come; none is kept.',
    params: paramsSchema,
    body: questionSchema,
  };
  routes.post(`${API}/:desk`, { onRequest, schema: watch }, async ({ params, body }, reply) => {
    const { collections, on, ...question } = body;
    const asked = { ...question, ...(collections ? { collections } : {}), ...(on ? { on } : {}) };
    return sendSteps(reply, (signal) => parts.watch(params.desk, asked, signal), parts.log);
  });
}

function mountPage(app: FastifyInstance, log: Log): void {
  // It is made when the first asks for it: few processes ever show it.
  let bundling: Promise<PlaygroundBundle> | undefined;
  const bundle = (): Promise<PlaygroundBundle> => {
    bundling ??= bundlePlayground();
    bundling.catch((error: unknown) => {
      log.error({ error: describeError(error) }, 'the playground was not bundled');
      bundling = undefined;
    });
    return bundling;
  };
  const schema = { hide: true };
  const fresh = { 'cache-control': 'no-cache' };
  app.get(PATH, { schema }, async (_request, reply) =>
    reply.headers(fresh).type('text/html; charset=utf-8').send(PAGE),
  );
  app.get(`${PATH}.js`, { schema }, async (_request, reply) =>
    reply
      .headers(fresh)
      .type('text/javascript; charset=utf-8')
      .send((await bundle()).script),
  );
  app.get(`${PATH}.css`, { schema }, async (_request, reply) =>
    reply
      .headers(fresh)
      .type('text/css; charset=utf-8')
      .send((await bundle()).style),
  );
}

/** @param guard without one there is only a page that says how to set it */
export function mountPlayground(
  app: FastifyInstance,
  guard: Guard | undefined,
  parts: PlaygroundParts,
): void {
  if (guard === undefined) {
    app.get(PATH, { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/html; charset=utf-8').send(NOT_SET_UP),
    );
    return;
  }
  mountPage(app, parts.log);
  mountApi(app, guard, parts);
}
