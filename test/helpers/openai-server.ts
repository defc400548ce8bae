/**
 * A server that speaks the streaming part of the OpenAI chat completions protocol as vLLM does, and
 * refuses what vLLM or OpenAI would refuse. It says what it is told to, and misbehaves on order.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Of the strict ones only an object with all of its properties, and no others. */
const strictSchema = z
  .object({
    type: z.literal('object'),
    properties: z.record(z.string(), z.looseObject({})),
    required: z.array(z.string()),
    additionalProperties: z.literal(false),
  })
  .refine(
    ({ properties, required }) => Object.keys(properties).sort().join() === required.toSorted().join(),
    'every property is required',
  );

const requestBody = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string().min(1) }))
    .min(1),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.literal(true) }),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).optional(),
  response_format: z
    .strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z.string().regex(/^[\w-]{1,64}$/),
        strict: z.literal(true),
        schema: strictSchema,
      }),
    })
    .optional(),
});
export type ChatRequest = z.output<typeof requestBody>;

/** How one request is answered. */
export interface ChatReply {
  /** Written one after the other; without a status. */
  readonly tokens?: readonly string[];
  readonly firstTokenDelayMs?: number;
  readonly tokenDelayMs?: number;
  /**
   * `done`: finish reason, usage, `[DONE]`. `reset`: the connection breaks. `cut`: the stream ends
   * as if it were whole. `stall`: nothing more comes. `garbage`: a line that is no JSON.
   * `error`: an error in the stream, as vLLM reports one after it has begun to answer.
   */
  readonly end?: 'done' | 'reset' | 'cut' | 'stall' | 'garbage' | 'error';
  /** Answers with this status instead. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

export interface OpenAiServer extends AsyncDisposable {
  /** With the version. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** Requests that the client gave up before their answer was whole. */
  readonly disconnects: number;
  /** For every request from now on. */
  reply(reply: ChatReply | ((request: ChatRequest) => ChatReply)): void;
}

export interface OpenAiServerOptions {
  readonly model?: string;
  /** The bearer token that is asked for; any will do where it is left out, as with vLLM. */
  readonly apiKey?: string;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  retryAfterSeconds?: number,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(JSON.stringify({ error: { message, type: 'error', param: null, code: status } }));
}

function createEventWriter(response: ServerResponse, model: string) {
  const write = (data: string) => response.write(`data: ${data}\n\n`);
  const chunk = (fields: object) =>
    write(
      JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, ...fields }),
    );
  const delta = (content: object, finishReason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: content, logprobs: null, finish_reason: finishReason }] });
  return { write, chunk, delta };
}

async function stream(
  response: ServerResponse,
  request: ChatRequest,
  reply: ChatReply,
  signal: AbortSignal,
): Promise<void> {
  const { tokens = [], firstTokenDelayMs = 0, tokenDelayMs = 0, end = 'done' } = reply;
  const { write, chunk, delta } = createEventWriter(response, request.model);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  await pause(firstTokenDelayMs, undefined, { signal });
  delta({ role: 'assistant', content: '' });
  for (const content of tokens) {
    delta({ content });
    await pause(tokenDelayMs, undefined, { signal });
  }
  if (end === 'stall') return;
  if (end === 'reset') return void response.destroy();
  if (end === 'garbage') write('{"id": "chatcmpl-1", "choices": [');
  if (end === 'error')
    write(JSON.stringify({ error: { message: 'the engine died', type: 'server_error', code: 500 } }));
  if (end === 'done') {
    delta({}, 'stop');
    const usage = {
      prompt_tokens: JSON.stringify(request.messages).length,
      completion_tokens: tokens.length,
    };
    chunk({ choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } });
    write('[DONE]');
  }
  response.end();
}

/** Listens on a port of its own, on this machine only. */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const { model = 'test-model', apiKey } = options;
  const requests: ChatRequest[] = [];
  let disconnects = 0;
  let replyTo: (request: ChatRequest) => ChatReply = () => ({ tokens: ['Sim', '.'] });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.method !== 'POST' || incoming.url !== '/v1/chat/completions') {
      return sendError(response, 404, `there is no ${incoming.method} ${incoming.url}`);
    }
    if (apiKey !== undefined && incoming.headers.authorization !== `Bearer ${apiKey}`) {
      return sendError(response, 401, 'wrong bearer token');
    }
    const body = requestBody.safeParse(await readBody(incoming).catch(() => undefined));
    if (!body.success) return sendError(response, 400, z.prettifyError(body.error));
    if (body.data.model !== model)
      return sendError(response, 404, `The model ${body.data.model} does not exist.`);
    requests.push(body.data);
    const reply = replyTo(body.data);
    if (reply.status !== undefined)
      return sendError(response, reply.status, 'as scripted', reply.retryAfterSeconds);
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableEnded && reply.end !== 'reset') disconnects++;
      gone.abort();
    });
    await stream(response, body.data, reply, gone.signal).catch((error: Error) => {
      if (!gone.signal.aborted) throw error;
    });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get disconnects() {
      return disconnects;
    },
    reply(reply) {
      replyTo = typeof reply === 'function' ? reply : () => reply;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
