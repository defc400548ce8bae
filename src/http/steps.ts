/** Steps of something slow, sent as they come: one line of JSON each. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ToldAt } from '../trial.ts';

type Step = ToldAt[keyof ToldAt];

/** Aborts when the answer is through, or whoever watched has left. */
function signalOf(reply: FastifyReply): AbortSignal {
  const over = new AbortController();
  reply.raw.once('close', () => over.abort(new AssistantError('not-ready', 'Nobody watches any more.')));
  return over.signal;
}

async function* toLines(steps: AsyncIterable<Step>, signal: AbortSignal, log: Log) {
  try {
    for await (const step of steps) yield `${JSON.stringify(step)}\n`;
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ error: describeError(error) }, 'a trial could not be watched');
    const failed: Step = { step: 'failed', nobody: false, error: describeError(error) };
    yield `${JSON.stringify(failed)}\n`;
  }
}

export const NDJSON = 'application/x-ndjson; charset=utf-8';

/** @param watch is called off by the signal when whoever watches leaves */
export function sendSteps(
  reply: FastifyReply,
  watch: (signal: AbortSignal) => AsyncIterable<Step>,
  log: Log,
): FastifyReply {
  const signal = signalOf(reply);
  return reply
    .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    .type(NDJSON)
    .send(Readable.from(toLines(watch(signal), signal, log)));
}
