/** How a model server answers one request: well, slowly, or in any of the ways in which servers go wrong. */
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type ChatRequest, countTokens, createEventWriter, sendError } from './vllm-protocol.ts';

export interface ChatReply {
  /** Written one after the other; without a status. */
  readonly tokens?: readonly string[];
  readonly headersDelayMs?: number;
  readonly firstTokenDelayMs?: number;
  readonly tokenDelayMs?: number;
  /**
   * `done`: finish reason, usage, `[DONE]`. `reset`: the connection breaks. `cut`: the stream ends
   * as if it were whole. `stall`: nothing more comes. `garbage`: a line that is no JSON.
   * `error`: an error in the stream, as vLLM reports one after it has begun to answer. `abort`: its
   * engine gave up. `endless`: bytes without a line end. `idle`: chunks without words, for ever.
   */
  readonly end?: 'done' | 'reset' | 'cut' | 'stall' | 'garbage' | 'error' | 'abort' | 'endless' | 'idle';
  /** Answers with this status instead. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Answers with this page instead, as a proxy does; with `status`, or 200. */
  readonly page?: string;
  /** The body of an error or a page does not end. */
  readonly hangs?: boolean;
}

const IDLE_MS = 20;
const LONG_MS = 3_600_000;
const GARBAGE = 'x'.repeat(16_384);

function sendPage(response: ServerResponse, { status = 200, page = '', hangs }: ChatReply): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  if (hangs) response.write(page);
  else response.end(page);
}

function sendHangingError(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.write('{"error": {"message": "it hangs');
}

async function writeForEver(
  response: ServerResponse,
  write: () => void,
  everyMs: number,
  signal: AbortSignal,
) {
  for (;;) {
    write();
    await pause(everyMs, undefined, { signal });
    if (response.destroyed) return;
  }
}

async function writeTokens(
  events: ReturnType<typeof createEventWriter>,
  { tokens = [], tokenDelayMs = 0 }: ChatReply,
  most: number,
  signal: AbortSignal,
): Promise<number> {
  const written = tokens.slice(0, most);
  for (const content of written) {
    events.token(content);
    await pause(tokenDelayMs, undefined, { signal });
  }
  return written.length;
}

async function stream(response: ServerResponse, request: ChatRequest, reply: ChatReply, signal: AbortSignal) {
  const { tokens = [], firstTokenDelayMs = 0, end = 'done' } = reply;
  const events = createEventWriter(response, request.model);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  if (firstTokenDelayMs > 0) await pause(firstTokenDelayMs, undefined, { signal });
  events.begin();
  const most = request.max_tokens ?? Number.POSITIVE_INFINITY;
  const written = await writeTokens(events, reply, most, signal);
  if (end === 'stall') return pause(LONG_MS, undefined, { signal });
  if (end === 'reset') return void response.destroy();
  if (end === 'endless') return writeForEver(response, () => response.write(GARBAGE), 0, signal);
  if (end === 'idle') return writeForEver(response, () => events.token(''), IDLE_MS, signal);
  if (end === 'garbage') events.write('{"id": "chatcmpl-1", "choices": [');
  if (end === 'error') events.error('EngineCore encountered an issue.');
  if (end === 'abort') events.finish('abort');
  if (end === 'done') {
    events.finish(written < tokens.length ? 'length' : 'stop');
    events.usage(countTokens(JSON.stringify(request.messages)), written);
  }
  if (end === 'done' || end === 'error' || end === 'abort') events.done();
  response.end();
}

export async function answerAsTold(
  response: ServerResponse,
  request: ChatRequest,
  reply: ChatReply,
  signal: AbortSignal,
): Promise<void> {
  if (reply.headersDelayMs) await pause(reply.headersDelayMs, undefined, { signal });
  if (reply.page !== undefined) return sendPage(response, reply);
  if (reply.status === undefined) return stream(response, request, reply, signal);
  if (reply.hangs) return sendHangingError(response, reply.status);
  sendError(response, reply.status, 'as scripted', reply.retryAfterSeconds);
}
