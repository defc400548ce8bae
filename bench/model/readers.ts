/** Who reads answers: through the program's pool, and by undici alone, which is the least there can be. */
import { request } from 'undici';
import { createLog } from '../../src/log.ts';
import { createModelPool, type ModelPool } from '../../src/models/pool.ts';
import { MODEL } from './servers.ts';

export interface Reading {
  /** From the question to the first piece of the answer. */
  readonly firstTokenMs: number;
  readonly pieces: number;
}

/** Asks what `writeScript` wrote. */
export type Reader = (script: string) => Promise<Reading>;

const MAX_TOKENS = 400;

/** @param pools addresses, pool by pool */
export const openPool = (...[first = [], ...others]: readonly (readonly string[])[]): ModelPool =>
  createModelPool({
    pools: [
      { name: 'primary', urls: first, model: MODEL },
      ...others.map((urls) => ({ name: 'fallback', urls, model: MODEL })),
    ],
    log: createLog('silent'),
  });

export const readThrough =
  (pool: ModelPool): Reader =>
  async (script) => {
    const startedAt = performance.now();
    let firstTokenMs: number | undefined;
    let pieces = 0;
    const messages = [{ role: 'user', content: script }] as const;
    const { signal } = new AbortController();
    for await (const _ of pool.stream({ messages, signal, maxTokens: MAX_TOKENS })) {
      firstTokenMs ??= performance.now() - startedAt;
      pieces++;
    }
    return { firstTokenMs: firstTokenMs ?? Number.NaN, pieces };
  };

/** Reads each event's JSON, as whoever wants the words must. */
function countPieces(events: readonly string[]): number {
  let pieces = 0;
  for (const event of events) {
    const data = event.slice('data: '.length);
    if (data === '' || data === '[DONE]') continue;
    const { choices } = JSON.parse(data) as { choices: { delta: { content?: string } }[] };
    if (choices[0]?.delta.content) pieces++;
  }
  return pieces;
}

export const readBare =
  (url: string): Reader =>
  async (script) => {
    const startedAt = performance.now();
    const { body } = await request(`${url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: MODEL,
        messages: [{ role: 'user', content: script }],
        temperature: 0,
        max_tokens: MAX_TOKENS,
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    const decoder = new TextDecoder();
    let firstTokenMs: number | undefined;
    let pieces = 0;
    let rest = '';
    for await (const chunk of body) {
      const events = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n\n');
      rest = events.pop() ?? '';
      pieces += countPieces(events);
      if (pieces > 0) firstTokenMs ??= performance.now() - startedAt;
    }
    return { firstTokenMs: firstTokenMs ?? Number.NaN, pieces };
  };
