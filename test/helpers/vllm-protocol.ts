/** What vLLM's OpenAI server takes and writes (as of 0.11), and what it or OpenAI would refuse. */
import type { ServerResponse } from 'node:http';
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

/** vLLM passes over fields that it does not know; here they are refused, since they would be mistakes. */
export const chatRequest = z.strictObject({
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
export type ChatRequest = z.output<typeof chatRequest>;

export const embeddingRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.int().min(1).optional(),
});
export type EmbeddingRequest = z.output<typeof embeddingRequest>;

/** As good as any for a server without a vocabulary. */
export const countTokens = (text: string): number => Math.ceil(text.length / 4);

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  404: 'NotFoundError',
  500: 'InternalServerError',
  503: 'ServiceUnavailableError',
};

export const errorBody = (status: number, message: string) => ({
  error: { message, type: ERROR_TYPES[status] ?? 'error', param: null, code: status },
});

export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  retryAfterSeconds?: number,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  // Its middleware asks for the key before there is any protocol.
  response.end(JSON.stringify(status === 401 ? { error: 'Unauthorized' } : errorBody(status, message)));
}

export function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Writes an answer's events. */
export function createEventWriter(response: ServerResponse, model: string) {
  const write = (data: string) => response.write(`data: ${data}\n\n`);
  const chunk = (fields: object) =>
    write(
      JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, ...fields }),
    );
  const choice = (delta: object, more: object = {}) =>
    chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }] });
  return {
    write,
    begin: () => choice({ role: 'assistant', content: '' }),
    token: (content: string) => choice({ content }),
    finish: (reason: 'stop' | 'length' | 'abort') =>
      choice({ content: '' }, { finish_reason: reason, stop_reason: null }),
    usage(prompt: number, completion: number) {
      const usage = {
        prompt_tokens: prompt,
        total_tokens: prompt + completion,
        completion_tokens: completion,
      };
      chunk({ choices: [], usage });
    },
    error(message: string) {
      write(JSON.stringify(errorBody(500, message)));
    },
    done: () => write('[DONE]'),
  };
}

export interface Load {
  readonly running: number;
  readonly waiting: number;
  readonly queueSeconds: number;
  readonly queued: number;
}

/** The figures that a router looks at, in vLLM's names, as its Prometheus client prints them. */
export function writeFigures(model: string, { running, waiting, queueSeconds, queued }: Load): string {
  const labels = `{engine="0",model_name="${model}"}`;
  const gauge = (name: string, help: string, value: number) =>
    `# HELP vllm:${name} ${help}\n# TYPE vllm:${name} gauge\nvllm:${name}${labels} ${value.toFixed(1)}\n`;
  const queue = 'vllm:request_queue_time_seconds';
  return [
    '# HELP python_info Python platform information\n# TYPE python_info gauge\npython_info{major="3"} 1.0\n',
    gauge('num_requests_running', 'Number of requests in model execution batches.', running),
    gauge('num_requests_waiting', 'Number of requests waiting to be processed.', waiting),
    `# HELP ${queue} Histogram of time spent in WAITING phase for request.\n# TYPE ${queue} histogram\n`,
    `${queue}_bucket{engine="0",le="+Inf",model_name="${model}"} ${queued}.0\n`,
    `${queue}_count${labels} ${queued}.0\n${queue}_sum${labels} ${queueSeconds}\n`,
  ].join('');
}
