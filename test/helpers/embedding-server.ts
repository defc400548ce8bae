/**
 * A server that speaks the OpenAI embeddings protocol as vLLM does, and refuses what vLLM would refuse. A
 * text's vector says which of some topics it is about, by words that the test gives.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const requestBody = z.strictObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
});

export interface EmbeddingServer extends AsyncDisposable {
  /** With the version. */
  readonly url: string;
  /** Every text that was embedded, in the order they came. */
  readonly texts: readonly string[];
  /** How often it was asked, whatever it answered. */
  readonly requests: number;
  /** From now on: answer, answer with a status, or never. */
  behave(how: 'well' | 'silently' | number): void;
}

/** @param topics words of each topic; texts with words of the same topic are near one another */
export async function startEmbeddingServer(
  model: string,
  topics: readonly RegExp[],
): Promise<EmbeddingServer> {
  const texts: string[] = [];
  let requests = 0;
  let how: 'well' | 'silently' | number = 'well';
  const embed = (text: string): number[] => [0.1, ...topics.map((topic) => (topic.test(text) ? 1 : 0))];

  const fail = (response: ServerResponse, status: number, message: string) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message, type: 'error', param: null, code: status } }));
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (how === 'silently') return;
    if (typeof how === 'number') return fail(response, how, 'as scripted');
    if (request.method !== 'POST' || request.url !== '/v1/embeddings')
      return fail(response, 404, `there is no ${request.method} ${request.url}`);
    const body = requestBody.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!body.success) return fail(response, 400, z.prettifyError(body.error));
    if (body.data.model !== model) return fail(response, 404, `The model ${body.data.model} does not exist.`);
    const input = [body.data.input].flat();
    texts.push(...input);
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } }),
    );
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts,
    get requests() {
      return requests;
    },
    behave: (now) => {
      how = now;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
