/** Pools of model servers: who is asked by load, and who is left alone for a while. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createMetrics } from '../src/metrics.ts';
import { readFigures } from '../src/models/read-load.ts';
import { createRetryBudget, RETRY_RESERVE, RETRY_SHARE } from '../src/models/retry-budget.ts';
import { askModel, MESSAGES, openModelHouse, patience } from './helpers/model-house.ts';
import { until } from './helpers/servers.ts';

const FAST = { tokens: ['Sim.'] };

/** A clock that a test sets. */
function createClock() {
  let atMs = 1_000_000;
  return {
    now: () => atMs,
    pass: (ms: number) => {
      atMs += ms;
    },
  };
}

describe('a model server that fails', () => {
  it('is asked no more, and after a while by one request that decides', async () => {
    const clock = createClock();
    await using house = await openModelHouse({ now: clock.now });
    const asked = () => house.primary[0]?.requests.length;
    house.primary[0]?.reply({ status: 500 });
    for (let at = 0; at < 5; at++) assert.equal((await askModel(house)).report.pool, 'fallback');
    assert.equal(asked(), 3);
    clock.pass(10_001);
    assert.equal((await askModel(house)).report.attempts, 2, 'one goes first');
    assert.equal((await askModel(house)).report.attempts, 1, 'and the others spare themselves the way');
    house.primary[0]?.reply(FAST);
    clock.pass(10_001);
    for (let at = 0; at < 3; at++) assert.equal((await askModel(house)).report.pool, 'primary');
  });

  it('is left alone for as long as it asks', async () => {
    const clock = createClock();
    await using house = await openModelHouse({ now: clock.now });
    house.primary[0]?.reply({ status: 429, retryAfterSeconds: 30 });
    assert.equal((await askModel(house)).report.attempts, 2);
    house.primary[0]?.reply(FAST);
    clock.pass(29_000);
    assert.equal((await askModel(house)).report.pool, 'fallback');
    clock.pass(1_001);
    assert.equal((await askModel(house)).report.pool, 'primary');
  });

  it('makes the pool fail at once where there is no other, with the shortest wait', async () => {
    const clock = createClock();
    await using house = await openModelHouse({ now: clock.now });
    house.primary[0]?.reply({ status: 503, retryAfterSeconds: 60 });
    house.fallback[0]?.reply({ status: 429, retryAfterSeconds: 20 });
    await assert.rejects(askModel(house), { code: 'model-failed', retryAfterMs: 20_000 });
    clock.pass(5_000);
    await assert.rejects(askModel(house), { code: 'model-failed', retryAfterMs: 15_000 });
    assert.equal(house.requests(), 2, 'the second answer asked nobody');
  });

  it('is found by its health check, and found again', async () => {
    await using house = await openModelHouse({ healthEveryMs: 20 });
    house.primary[0]?.health(503);
    await until(() => house.pool.states()[0]?.isHealthy === false, 'the server to be taken for sick');
    assert.equal((await askModel(house)).report.pool, 'fallback');
    assert.equal(house.primary[0]?.requests.length, 0);
    house.primary[0]?.health(200);
    await until(() => house.pool.states()[0]?.isHealthy, 'the server to be taken for well');
    assert.equal((await askModel(house)).report.pool, 'primary');
  });

  it('is found by its health check, when it takes connections and says nothing', async () => {
    await using house = await openModelHouse({ healthEveryMs: 20 });
    house.primary[0]?.health('stall');
    house.primary[0]?.reply({ headersDelayMs: 3_600_000 });
    await until(() => house.pool.states()[0]?.isHealthy === false, 'the server to be taken for sick');
    assert.equal((await askModel(house)).report.attempts, 1);
    assert.equal(house.primary[0]?.requests.length, 0);
  });

  it('is asked again as soon as it is back, and not only after its rest', async () => {
    await using house = await openModelHouse({ healthEveryMs: 20, now: createClock().now });
    await house.primary[0]?.stop();
    for (let at = 0; at < 4; at++) assert.equal((await askModel(house)).report.pool, 'fallback');
    await until(() => house.pool.states()[0]?.isHealthy === false, 'the server to be missed');
    await house.primary[0]?.start();
    await until(() => house.pool.states()[0]?.restMs === 0, 'the server to be found');
    assert.equal((await askModel(house)).report.pool, 'primary');
  });
});

describe('the only model server', () => {
  it('is asked for nothing but answers', async () => {
    await using house = await openModelHouse({ fallback: 0, healthEveryMs: 1 });
    house.primary[0]?.reply(FAST);
    for (let at = 0; at < 3; at++) await askModel(house);
    assert.equal(house.primary[0]?.looks, 0);
  });

  it('is looked at while it is away', async () => {
    await using house = await openModelHouse({ fallback: 0, healthEveryMs: 20, now: createClock().now });
    await house.primary[0]?.stop();
    for (let at = 0; at < 4; at++) await assert.rejects(askModel(house), { code: 'model-failed' });
    await until(() => house.pool.states()[0]?.isHealthy === false, 'the server to be missed');
    await house.primary[0]?.start();
    await until(() => house.pool.states()[0]?.restMs === 0, 'the server to be found');
    assert.equal((await askModel(house)).report.attempts, 1);
  });
});

/** As another process does. */
const askDirectly = (url: string, signal: AbortSignal) =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model: 'awq',
      messages: MESSAGES,
      stream: true,
      stream_options: { include_usage: true },
    }),
    signal,
  });

describe('requests', () => {
  it('go to the server of a pool that has fewest', async () => {
    const clock = createClock();
    await using house = await openModelHouse({ primary: 2, now: clock.now });
    for (const server of house.primary) server.reply({ tokens: ['Sim '], end: 'stall' });
    const answers = Array.from({ length: 6 }, () =>
      house.pool.stream({ messages: MESSAGES, signal: patience() }),
    );
    for (const answer of answers) await answer.next();
    assert.deepEqual(
      house.primary.map(({ requests }) => requests.length),
      [3, 3],
    );
    await Promise.all(answers.map((answer) => answer.return(undefined as never)));
  });

  it('go to the next pool while one waits long in the first, and come back', async () => {
    const clock = createClock();
    await using house = await openModelHouse({ now: clock.now, budgetMs: 60_000 });
    house.primary[0]?.reply({ headersDelayMs: 3_600_000 });
    const stop = new AbortController();
    const waiting = house.pool.stream({ messages: MESSAGES, signal: stop.signal }).next();
    await until(() => house.primary[0]?.requests.length === 1, 'the first request');
    house.primary[0]?.reply(FAST);
    assert.equal((await askModel(house)).report.pool, 'primary', 'nobody has waited yet');
    clock.pass(2_500);
    assert.equal((await askModel(house)).report.pool, 'fallback');
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.equal((await askModel(house)).report.pool, 'fallback', 'it is remembered');
    clock.pass(20_000);
    assert.equal((await askModel(house)).report.pool, 'primary', 'for a while');
  });

  it('heed what a server says of requests that are not ours', async () => {
    const { now } = createClock();
    await using house = await openModelHouse({
      primary: 2,
      server: { mostRunning: 1 },
      healthEveryMs: 20,
      now,
    });
    const [busy, idle] = house.primary;
    busy?.reply({ tokens: ['Sim '], end: 'stall' });
    idle?.reply(FAST);
    const stop = new AbortController();
    const others = Array.from({ length: 3 }, () => askDirectly(busy?.url ?? '', stop.signal));
    await until(() => house.pool.states()[0]?.waiting === 2, 'the queue to be known');
    for (let at = 0; at < 5; at++) assert.equal((await askModel(house)).report.attempts, 1);
    assert.equal(idle?.requests.length, 5);
    stop.abort();
    await Promise.allSettled(others);
  });
});

describe('vLLM’s figures', () => {
  it('are read, summed over its engines, among all the others', () => {
    const text = [
      '# HELP vllm:num_requests_running Number of requests in model execution batches.',
      '# TYPE vllm:num_requests_running gauge',
      'vllm:num_requests_running{engine="0",model_name="Qwen"} 3.0',
      'vllm:num_requests_running{engine="1",model_name="Qwen"} 4.0',
      'vllm:num_requests_waiting{engine="0",model_name="Qwen"} 2.0',
      'vllm:num_requests_waiting_by_reason{reason="capacity"} 9.0',
      'vllm:request_queue_time_seconds_bucket{le="0.3",model_name="Qwen"} 5.0',
      'vllm:request_queue_time_seconds_count{engine="0"} 8.0',
      'vllm:request_queue_time_seconds_sum{engine="0"} 1.25e+01',
      'vllm:kv_cache_usage_perc NaN',
    ].join('\n');
    assert.deepEqual(readFigures(text), {
      num_requests_running: 7,
      num_requests_waiting: 2,
      request_queue_time_seconds_count: 8,
      request_queue_time_seconds_sum: 12.5,
    });
    assert.deepEqual(readFigures('<html>no figures</html>'), {});
  });
});

describe('retries', () => {
  it('are a share of the requests, whatever fails', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3 })), {
          maxLength: 300,
        }),
        (steps) => {
          const clock = createClock();
          const budget = createRetryBudget(clock.now);
          let [retries, seconds] = [0, 0];
          for (const [at, [passedMs, wanted]] of steps.entries()) {
            clock.pass(passedMs);
            seconds += passedMs / 1_000;
            budget.deposit();
            for (let tries = 0; tries < wanted; tries++) retries += Number(budget.withdraw());
            assert.ok(retries <= RETRY_RESERVE + (at + 1) * RETRY_SHARE + seconds + 1e-6);
          }
        },
      ),
    );
  });
});

describe('the figures of model servers', () => {
  it('tell each pool and server apart', async () => {
    const metrics = createMetrics();
    await using house = await openModelHouse({ onAttempt: metrics.modelAnswered });
    metrics.watchModel(house.pool.states);
    house.primary[0]?.reply({ status: 503, retryAfterSeconds: 60 });
    house.fallback[0]?.reply({ tokens: ['Sim', '.'] });
    await askModel(house);
    const text = await metrics.registry.metrics();
    const [first, second] = [house.primary, house.fallback].map(
      ([server]) => new URL(server?.url ?? '').host,
    );
    for (const line of [
      `guiche_model_requests_total{pool="primary",server="${first}",outcome="failed"} 1`,
      `guiche_model_requests_total{pool="fallback",server="${second}",outcome="answered"} 1`,
      `guiche_model_circuit_open{pool="primary",server="${first}"} 1`,
      `guiche_model_circuit_open{pool="fallback",server="${second}"} 0`,
      `guiche_model_in_flight{pool="fallback",server="${second}"} 0`,
      `guiche_model_healthy{pool="primary",server="${first}"} 1`,
      `guiche_model_tokens_total{pool="fallback",server="${second}",direction="output"} 2`,
      `guiche_model_first_token_seconds_count{pool="fallback",server="${second}"} 1`,
      `guiche_model_request_seconds_count{pool="primary",server="${first}"} 1`,
    ])
      assert.ok(text.includes(line), line);
  });
});
