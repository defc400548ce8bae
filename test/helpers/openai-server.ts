/**
 * A server that speaks vLLM's OpenAI protocol: streamed chats, embeddings, models, health and figures. It refuses
 * what vLLM or OpenAI would refuse, says what it is told to, and misbehaves on order.
 */
import { once } from 'node:events';
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { answerAsTold, type ChatReply } from './chat-reply.ts';
import {
  type ChatRequest,
  chatRequest,
  countTokens,
  type EmbeddingRequest,
  embeddingRequest,
  sendError,
  sendJson,
  writeFigures,
} from './vllm-protocol.ts';

export type { ChatReply } from './chat-reply.ts';
export type { ChatRequest } from './vllm-protocol.ts';

export interface OpenAiServer extends AsyncDisposable {
  /** With the version. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** Requests that the client gave up before their answer was whole. */
  readonly disconnects: number;
  /** Looks at `/health` and `/metrics`. */
  readonly looks: number;
  /** For every request from now on. */
  reply(reply: ChatReply | ((request: ChatRequest) => ChatReply)): void;
  /** What `/health` says from now on; `stall`: nothing. */
  health(status: number | 'stall'): void;
  /** Breaks all connections, and refuses new ones until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface OpenAiServerOptions {
  readonly model?: string;
  /** The bearer token that is asked for; any will do where it is left out, as with vLLM. */
  readonly apiKey?: string;
  /** `--max-model-len`: question and answer together. */
  readonly maxModelTokens?: number;
  /** `--max-num-seqs`: others wait. */
  readonly mostRunning?: number;
  /** The embedding of a text; without it there are no embeddings. */
  embed?(text: string): readonly number[];
  onDisconnect?(): void;
}

type Route = (incoming: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const MODEL = 'test-model';
const MAX_MODEL_TOKENS = 16_384;

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Lets so many run at once, and counts who waited. */
function createEngine(mostRunning: number) {
  const waiting: (() => void)[] = [];
  let [running, queueMs, queued] = [0, 0, 0];
  return {
    load: () => ({ running, waiting: waiting.length, queueSeconds: queueMs / 1_000, queued }),
    async enter(signal: AbortSignal): Promise<Disposable> {
      const since = performance.now();
      if (running >= mostRunning) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        waiting.push(resolve);
        signal.addEventListener('abort', () => {
          const at = waiting.indexOf(resolve);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal.reason);
        });
        await promise;
      } else running++;
      queued++;
      queueMs += performance.now() - since;
      return {
        [Symbol.dispose]() {
          const next = waiting.shift();
          // Who waited longest takes the place.
          if (next) next();
          else running--;
        },
      };
    },
  };
}

function refuse(response: ServerResponse, body: ChatRequest, model: string, most: number): boolean {
  if (body.model !== model) {
    sendError(response, 404, `The model \`${body.model}\` does not exist.`);
    return true;
  }
  const prompt = countTokens(body.messages.map(({ content }) => content).join(' '));
  if (prompt + (body.max_tokens ?? 1) <= most) return false;
  const sentence = `This model's maximum context length is ${most} tokens. However, you requested`;
  sendError(response, 400, `${sentence} ${prompt + (body.max_tokens ?? 1)} tokens.`);
  return true;
}

const encode = (vector: readonly number[], format: EmbeddingRequest['encoding_format']) =>
  format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;

function createEmbeddings(model: string, embed: OpenAiServerOptions['embed']): Route {
  return async (incoming, response) => {
    const body = embeddingRequest.safeParse(await readBody(incoming).catch(() => undefined));
    if (!body.success) return sendError(response, 400, z.prettifyError(body.error));
    if (!embed || body.data.model !== model)
      return sendError(response, 404, `The model \`${body.data.model}\` does not exist.`);
    const texts = [body.data.input].flat();
    const data = texts.map((text, index) => ({
      index,
      object: 'embedding',
      embedding: encode(embed(text), body.data.encoding_format),
    }));
    const tokens = countTokens(texts.join(' '));
    const usage = { prompt_tokens: tokens, total_tokens: tokens, completion_tokens: 0 };
    return sendJson(response, { id: 'embd-1', object: 'list', created: 1, model, data, usage });
  };
}

/** Answers chats as it is told at the moment. */
function createChats(options: OpenAiServerOptions, engine: ReturnType<typeof createEngine>) {
  const { model = MODEL, maxModelTokens = MAX_MODEL_TOKENS, onDisconnect } = options;
  const told = {
    requests: [] as ChatRequest[],
    disconnects: 0,
    replyTo: (_: ChatRequest): ChatReply => ({ tokens: ['Sim', '.'] }),
  };
  const chat: Route = async (incoming, response) => {
    const body = chatRequest.safeParse(await readBody(incoming).catch(() => undefined));
    if (!body.success) return sendError(response, 400, z.prettifyError(body.error));
    if (refuse(response, body.data, model, maxModelTokens)) return;
    told.requests.push(body.data);
    const reply = told.replyTo(body.data);
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableEnded && reply.end !== 'reset') {
        told.disconnects++;
        onDisconnect?.();
      }
      gone.abort();
    });
    try {
      using _place = await engine.enter(gone.signal);
      await answerAsTold(response, body.data, reply, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  };
  return { told, chat };
}

/** What is looked at beside the requests, and by whom is counted. */
function createLooks(model: string, engine: ReturnType<typeof createEngine>) {
  const seen = { looks: 0, health: 200 as number | 'stall' };
  const health: Route = (_, response) => {
    seen.looks++;
    if (seen.health !== 'stall') response.writeHead(seen.health).end();
  };
  const figures: Route = (_, response) => {
    seen.looks++;
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(writeFigures(model, engine.load()));
  };
  return { seen, health, figures };
}

function createHttpServer(routes: Readonly<Record<string, Route>>, apiKey: string | undefined): HttpServer {
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/', headers } = incoming;
    const route = routes[`${method} ${url}`];
    if (!route) return sendError(response, 404, 'Not Found');
    // Only what is below /v1 is behind the key.
    const isOpen = apiKey === undefined || !url.startsWith('/v1/');
    if (!isOpen && headers.authorization !== `Bearer ${apiKey}`) return sendError(response, 401, '');
    await route(incoming, response);
  }
  return createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  });
}

async function listen(server: HttpServer, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server: HttpServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** Listens on a port of its own, on this machine only. */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const { model = MODEL, apiKey, maxModelTokens = MAX_MODEL_TOKENS, mostRunning = 256 } = options;
  const engine = createEngine(mostRunning);
  const { told, chat } = createChats(options, engine);
  const { seen, health, figures } = createLooks(model, engine);
  const card = { id: model, object: 'model', created: 1, owned_by: 'vllm', max_model_len: maxModelTokens };
  const routes: Readonly<Record<string, Route>> = {
    'POST /v1/chat/completions': chat,
    'POST /v1/embeddings': createEmbeddings(model, options.embed),
    'GET /v1/models': (_, response) => sendJson(response, { object: 'list', data: [card] }),
    'GET /health': health,
    'GET /metrics': figures,
  };
  const server = createHttpServer(routes, apiKey);
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: told.requests,
    get disconnects() {
      return told.disconnects;
    },
    get looks() {
      return seen.looks;
    },
    reply(reply) {
      told.replyTo = typeof reply === 'function' ? reply : () => reply;
    },
    health(status) {
      seen.health = status;
    },
    stop: () => close(server),
    start: () => listen(server, port),
    [Symbol.asyncDispose]: () => close(server),
  };
}
