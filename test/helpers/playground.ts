/** A gateway with the playground, an agent that is watched, and whoever asks. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Agent, defineAgent } from '../../src/agent.ts';
import { findEntities } from '../../src/entities.ts';
import { createGuard } from '../../src/http/guard.ts';
import { mountPlayground } from '../../src/http/playground.ts';
import { createHttp } from '../../src/http/server.ts';
import type { FoundPassage, SearchOptions } from '../../src/knowledge.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Model, ModelRequest } from '../../src/model.ts';
import { createAgentTrial } from '../../src/pipeline/agent-trials.ts';
import { createTrials, takeTrials } from '../../src/pipeline/trials.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import type { TrialStep } from '../../src/trial.ts';
import { createMask } from '../../src/understanding/mask-words.ts';

export const TOKEN = 'a-token-for-the-playground';
const log = createLog('silent');

export const passage: FoundPassage = {
  passageId: 'p1',
  collection: 'c',
  document: 'd',
  title: 'Prazos',
  headings: ['Resposta'],
  text: 'A resposta sai em até 30 dias. Depois disso, reclame.',
  score: 10,
  coverage: 1,
  confidence: 0.9,
};

/** Searches, asks the model where there is one, and judges what it wrote. */
const agent = defineAgent({
  input: z.object({ question: z.string(), earlier: z.array(z.object({ question: z.string() })).optional() }),
  output: z.object({}),
  permissions: { reads: ['knowledge'], model: 'masked' },
  timeoutMs: 20_000,
  concurrency: 1,
  async run({ input: { question, earlier = [] } }, { knowledge, model, signal, onJudged }) {
    const said = earlier.map(({ question: before }) => before);
    const [best] = await knowledge.search(question, { earlier: said });
    if (!model || !best)
      return {
        status: 'answered',
        activity: { type: 'message', text: best?.text ?? '' },
        output: {},
        explanation: { by: 'hand' },
      };
    let text = '';
    const content = `${question} ${best.text}`;
    for await (const piece of model.stream({ messages: [{ role: 'user', content }], signal })) text += piece;
    const sources = [{ passageId: best.passageId, quote: 'A resposta sai em até 30 dias.' }];
    onJudged?.({ text, kept: true, sources });
    onJudged?.({ text: 'É grátis.', kept: false, reason: 'no-quote' });
    return {
      status: 'answered',
      activity: { type: 'message', text },
      output: {},
      explanation: { by: model.name },
    };
  },
}) as unknown as Agent;

export function createModel(
  pieces: readonly string[],
  onRequest: (request: ModelRequest) => void = () => {},
): Model {
  return {
    name: 'some-model',
    async *stream(request) {
      onRequest(request);
      for (const piece of pieces) yield piece;
      return {
        model: 'some-model',
        pool: 'primary',
        server: 'localhost:8000',
        attempts: 1,
        firstTokenMs: 1,
        truncated: false,
        usage: undefined,
      };
    },
  };
}

const mask = (texts: readonly string[]) =>
  createMask(texts, (text) =>
    findEntities(text, { locale: 'pt-BR', now: new Date(), timeZone: 'America/Sao_Paulo' }),
  );

export interface Bench {
  readonly http: FastifyInstance;
  readonly searched: SearchOptions[];
  /** Method and pattern. */
  readonly routes: (readonly [method: string, url: string])[];
}

interface BenchOptions {
  readonly model?: Model;
  readonly token?: string | undefined;
  readonly takenWithinMs?: number;
  /** The gateway's, and that of the process with the agents; one within the process where left out. */
  readonly streams?: readonly [Stream, Stream];
}

export async function openBench(
  stack: AsyncDisposableStack,
  { model, token, streams, takenWithinMs }: BenchOptions = { token: TOKEN },
): Promise<Bench> {
  const inMemory = streams ? undefined : stack.use(openMemoryStream());
  const [stream, far] = streams ?? [inMemory, inMemory];
  if (!stream || !far) throw new Error('there are no streams');
  const searched: SearchOptions[] = [];
  const knowledge = {
    search: async (_question: string, options: SearchOptions = {}) => {
      searched.push(options);
      return [passage];
    },
    readPassage: async () => passage,
  };
  const database = undefined as never;
  const opened = { name: 'documentation', agent, opened: undefined, tools: new Map<string, string>() };
  const parts = { database, knowledge, model, createMask: mask, log };
  const run = createAgentTrial({ ...opened, ...parts });
  stack.use(await takeTrials({ stream: far, log, desk: 'documentation', run }));
  const metrics = createMetrics();
  const http = await createHttp({ log, metrics, trustProxy: false, origins: [], version: '1' });
  stack.defer(() => http.close());
  const routes: Bench['routes'] = [];
  http.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push([each, url]);
  });
  mountPlayground(http, token === undefined ? undefined : createGuard(token), {
    log,
    ...createTrials(stream, takenWithinMs),
    listCollections: async () => [{ name: 'c', title: 'Uma coleção' }],
  });
  return { http, searched, routes };
}

export const authorization = `Bearer ${TOKEN}`;
export const ask = (http: FastifyInstance, question: object, desk = 'documentation') =>
  http.inject({
    method: 'POST',
    url: `/api/v1/playground/${desk}`,
    headers: { authorization },
    payload: question,
  });
export const stepsIn = (body: string): TrialStep[] =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrialStep);
export const find = <Name extends TrialStep['step']>(steps: readonly TrialStep[], name: Name) =>
  steps.filter((step): step is Extract<TrialStep, { step: Name }> => step.step === name);
