/** Pools of model servers: who takes over when one fails, and what the reader sees of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssistantError } from '../src/errors.ts';
import { askModel, MESSAGES, openModelHouse, patience } from './helpers/model-house.ts';
import type { ChatReply } from './helpers/openai-server.ts';
import { freePort, until } from './helpers/servers.ts';

const GOOD: ChatReply = { tokens: ['Pelo ', 'protocolo', '.'] };
const WHOLE = 'Pelo protocolo.';
/** The first server has half of it: enough for a slow machine, and not too long for a test. */
const FIRST_TOKEN_MS = 3_000;

const isFailed = (error: unknown): error is AssistantError =>
  error instanceof AssistantError && error.code === 'model-failed';

describe('model servers', () => {
  it('are asked in the order of their pools', async () => {
    await using house = await openModelHouse();
    house.primary[0]?.reply(GOOD);
    const { text, report } = await askModel(house);
    assert.equal(text, WHOLE);
    assert.deepEqual([report.pool, report.model, report.attempts], ['primary', 'awq', 1]);
    assert.equal(house.fallback[0]?.requests.length, 0);
  });

  const failures: Readonly<Record<string, ChatReply>> = {
    'is out of order': { status: 500 },
    'is overloaded': { status: 429, retryAfterSeconds: 1 },
    'is not ready': { status: 503 },
    'knows no such model': { status: 404 },
    'hides behind a gateway’s error page': { status: 502, page: '<html>Bad Gateway</html>', hangs: true },
    'answers with a page': { page: '<html>Bem-vindo</html>' },
    'breaks the connection': { end: 'reset' },
    'ends the stream at once': { end: 'cut' },
    'reports an error in the stream': { end: 'error' },
    'writes garbage': { end: 'garbage' },
    'writes garbage without end': { end: 'endless' },
    'sends no headers': { headersDelayMs: 60_000 },
    'sends headers and no more': { firstTokenDelayMs: 60_000 },
    'sends chunks without words': { end: 'idle' },
  };
  for (const [how, reply] of Object.entries(failures)) {
    it(`are replaced, unseen, when the first ${how}`, async () => {
      await using house = await openModelHouse({ firstTokenTimeoutMs: FIRST_TOKEN_MS });
      house.primary[0]?.reply(reply);
      house.fallback[0]?.reply(GOOD);
      const { text, report } = await askModel(house);
      assert.equal(text, WHOLE);
      assert.deepEqual([report.pool, report.model, report.attempts], ['fallback', 'fp16', 2]);
      assert.deepEqual(
        house.attempts.map(({ pool, outcome }) => `${pool} ${outcome}`),
        [`primary ${reply.status === 404 ? 'refused' : 'failed'}`, 'fallback answered'],
      );
    });
  }

  for (const [how, url] of [
    ['listens', async () => `http://127.0.0.1:${await freePort()}/v1`],
    ['has that name', async () => 'http://model-server.invalid:8000/v1'],
    ['speaks TLS', async (house: string) => house.replace('http:', 'https:')],
  ] as const) {
    it(`are replaced, unseen, when nobody ${how}`, async () => {
      await using plain = await openModelHouse({ fallback: 0 });
      const primaryUrls = [await url(plain.primary[0]?.url ?? '')];
      await using house = await openModelHouse({ primaryUrls });
      house.fallback[0]?.reply(GOOD);
      const { text, report } = await askModel(house);
      assert.deepEqual([text, report.pool], [WHOLE, 'fallback']);
    });
  }

  it('are not asked one after the other about a request that is wrong', async () => {
    await using house = await openModelHouse();
    house.primary[0]?.reply({ status: 400 });
    await assert.rejects(askModel(house), { code: 'model-refused' });
    assert.equal(house.requests(), 1);
  });

  it('fail together when all fail, and are asked no more than three at a time', async () => {
    await using house = await openModelHouse({ primary: 3, fallback: 3 });
    for (const server of [...house.primary, ...house.fallback]) server.reply({ status: 503 });
    await assert.rejects(askModel(house), isFailed);
    assert.equal(house.requests(), 3);
  });
});

describe('an answer that breaks off in the middle', () => {
  const open = async () => {
    const house = await openModelHouse();
    house.primary[0]?.reply({ tokens: ['Pela ', 'ouvid'], end: 'reset' });
    house.fallback[0]?.reply(GOOD);
    return house;
  };

  it('is over for a reader who cannot begin anew', async () => {
    await using house = await open();
    await assert.rejects(askModel(house), isFailed);
    assert.equal(house.fallback[0]?.requests.length, 0);
  });

  it('is over for a reader who has shown some of it', async () => {
    await using house = await open();
    await assert.rejects(askModel(house, { restart: () => false }), isFailed);
    assert.equal(house.fallback[0]?.requests.length, 0);
  });

  it('begins anew, whole, for a reader who agrees', async () => {
    await using house = await open();
    const { text, report } = await askModel(house, { restart: () => true, maxTokens: 20 });
    assert.equal(text, WHOLE);
    assert.deepEqual([report.pool, report.attempts], ['fallback', 2]);
    assert.equal(house.fallback[0]?.requests[0]?.max_tokens, 18, 'what was written counts');
  });

  it('does not begin anew where most of its tokens are spent', async () => {
    await using house = await open();
    await assert.rejects(askModel(house, { restart: () => true, maxTokens: 3 }), isFailed);
    assert.equal(house.fallback[0]?.requests.length, 0);
  });

  it('asks no reader where nobody could take over', async () => {
    await using house = await openModelHouse({ fallback: 0 });
    house.primary[0]?.reply({ tokens: ['Pela '], end: 'reset' });
    const restart = () => assert.fail('it was asked');
    await assert.rejects(askModel(house, { restart }), isFailed);
  });
});

describe('an answer’s time', () => {
  it('is one for all servers together, and the request is closed at its end', async () => {
    await using house = await openModelHouse();
    await askModel(house);
    house.primary[0]?.reply({ tokens: Array.from({ length: 600 }, () => 'a '), tokenDelayMs: 30 });
    for (let at = 1; at <= 4; at++) {
      await assert.rejects(askModel(house, { budgetMs: 1_000, restart: () => true }), isFailed);
      await until(() => house.primary[0]?.disconnects === at, 'the request to be closed');
    }
    assert.equal(house.fallback[0]?.requests.length, 0, 'a long answer is no fault of the server');
  });

  it('ends when nobody wants it any more, and the request is closed', async () => {
    await using house = await openModelHouse();
    house.primary[0]?.reply({ tokens: ['Pelo '], end: 'stall' });
    const stop = new AbortController();
    const answer = house.pool.stream({ messages: MESSAGES, signal: stop.signal, restart: () => true });
    await answer.next();
    stop.abort();
    await assert.rejects(answer.next(), { name: 'AbortError' });
    await until(() => house.primary[0]?.disconnects === 1, 'the request to be closed');
    assert.equal(house.requests(), 1);
    assert.deepEqual(
      house.attempts.map(({ outcome }) => outcome),
      ['abandoned'],
    );
    const signal = patience();
    for await (const _ of house.pool.stream({ messages: MESSAGES, signal })) break;
    assert.ok(!signal.aborted, 'whoever stops reading does not wait');
    await until(() => house.primary[0]?.disconnects === 2, 'the other to be closed');
    assert.deepEqual(
      house.pool.states().map(({ inFlight }) => inFlight),
      [0, 0],
    );
  });
});
