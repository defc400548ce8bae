/**
 * What the pool of model servers adds: to the time until the first token, when a server refuses, when an answer is
 * given up, and with many answers at once. The servers speak vLLM's protocol and think for no time at all.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { BenchOptions, Figures } from '../options.ts';
import { percentile, round } from '../parts/figures.ts';
import { openPool, type Reader, readBare, readThrough } from './readers.ts';
import { clock, type ModelServers, openModelServers, writeScript } from './servers.ts';

const WARM_UP = 200;
const SAMPLES = 200;
/** The first of these have their code compiled. */
const UNCOUNTED = 10;
const CROWD = 200;
const BYTES_IN_MEBIBYTE = 1_048_576;

const SHORT = writeScript({ tokens: 5 });
/** Two seconds of a model that writes 50 words a second. */
const LONG = writeScript({ tokens: 100, tokenDelayMs: 20 });

const sorted = (figures: readonly number[]) => figures.toSorted((one, other) => one - other);
const spread = (figures: readonly number[]) => ({
  p50Ms: percentile(sorted(figures), 0.5),
  p99Ms: percentile(sorted(figures), 0.99),
});

async function readOften(reader: Reader, times: number): Promise<number[]> {
  const figures: number[] = [];
  while (figures.length < times) figures.push((await reader(SHORT)).firstTokenMs);
  return figures;
}

/** The two take turns, so that what else the machine does befalls both. */
async function measureOverhead({ urls: [url = ''] }: ModelServers, seconds: number): Promise<Figures> {
  using pool = openPool([url]);
  const [own, bare] = [readThrough(pool), readBare(url)];
  for (const reader of [own, bare]) await readOften(reader, WARM_UP);
  const figures: [own: number[], bare: number[]] = [[], []];
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    figures[0].push((await own(SHORT)).firstTokenMs);
    figures[1].push((await bare(SHORT)).firstTokenMs);
  }
  const [ownSpread, bareSpread] = figures.map(spread);
  return {
    samples: figures[0].length,
    'first token, ours': ownSpread ?? null,
    'first token, bare': bareSpread ?? null,
    overheadP50Ms: round((ownSpread?.p50Ms ?? 0) - (bareSpread?.p50Ms ?? 0)),
    overheadP99Ms: round((ownSpread?.p99Ms ?? 0) - (bareSpread?.p99Ms ?? 0)),
  };
}

/** Nobody listens there. */
const REFUSING = 'http://127.0.0.1:1/v1';

/** Each time by a pool that does not know yet that the first server refuses. */
async function measureFailover({ urls: [url = ''] }: ModelServers): Promise<Figures> {
  const [direct, over]: [number[], number[]] = [[], []];
  for (let at = 0; at < SAMPLES; at++) {
    using well = openPool([url], [url]);
    direct.push((await readThrough(well)(SHORT)).firstTokenMs);
    using failing = openPool([REFUSING], [url]);
    over.push((await readThrough(failing)(SHORT)).firstTokenMs);
  }
  const added = over.map((ms, at) => ms - (direct[at] ?? 0)).slice(UNCOUNTED);
  return { 'failover adds': spread(added), failoverMaxMs: round(Math.max(...added)) };
}

async function measureCancel(servers: ModelServers): Promise<Figures> {
  using pool = openPool(servers.urls);
  const messages = [{ role: 'user', content: writeScript({ tokens: 3, end: 'stall' }) }] as const;
  const figures: number[] = [];
  for (let at = 0; at < SAMPLES; at++) {
    const stop = new AbortController();
    const answer = pool.stream({ messages, signal: stop.signal });
    await answer.next();
    const seen = servers.nextDisconnect();
    const stoppedAt = clock();
    stop.abort();
    figures.push((await seen) - stoppedAt);
    await answer.return(undefined as never);
  }
  return { 'cancel seen upstream': spread(figures), cancelMaxMs: round(Math.max(...figures)) };
}

/** Many answers at once, and what that does to the process. */
async function crowd(readers: readonly Reader[]): Promise<Readonly<Record<string, number>>> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  let mostRss = before;
  const watch = setInterval(() => {
    mostRss = Math.max(mostRss, process.memoryUsage.rss());
  }, 50);
  delay.enable();
  const readings = await Promise.all(
    Array.from({ length: CROWD }, (_, at) => (readers[at % readers.length] as Reader)(LONG)),
  );
  delay.disable();
  clearInterval(watch);
  return {
    firstTokenP50Ms: spread(readings.map(({ firstTokenMs }) => firstTokenMs)).p50Ms,
    firstTokenP99Ms: spread(readings.map(({ firstTokenMs }) => firstTokenMs)).p99Ms,
    tokensPerSecond: Math.round((CROWD * 100_000) / (performance.now() - startedAt)),
    eventLoopP50Ms: round(delay.percentile(50) / 1e6),
    eventLoopP99Ms: round(delay.percentile(99) / 1e6),
    addedMb: round((mostRss - before) / BYTES_IN_MEBIBYTE),
  };
}

async function measureCrowd({ urls }: ModelServers): Promise<Figures> {
  using pool = openPool(urls.slice(0, 2), urls.slice(2));
  const [bare, own] = [urls.slice(0, 2).map(readBare), [readThrough(pool)]];
  // The first crowd pays for connections and compilation.
  for (const readers of [bare, own]) await crowd(readers);
  return { [`${CROWD} answers, bare`]: await crowd(bare), [`${CROWD} answers, ours`]: await crowd(own) };
}

export async function benchModel({ seconds }: BenchOptions): Promise<Figures> {
  await using servers = await openModelServers(4);
  return {
    ...(await measureOverhead(servers, seconds)),
    ...(await measureFailover(servers)),
    ...(await measureCancel(servers)),
    ...(await measureCrowd(servers)),
  };
}
