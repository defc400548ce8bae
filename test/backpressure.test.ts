/** When more comes in than can be answered, or kept: refused at once and politely, and nothing kept is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io, type Socket } from 'socket.io-client';
import type { Acknowledgement, ClientEvents, ServerEvents } from '../channels/web/protocol.ts';
import { POSTGRES_MISSING, temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Kept, type Program, post, startProgram } from './helpers/program.ts';
import { REDIS_MISSING } from './helpers/redis-servers.ts';
import { type BreakableServer, startPostgres, startRedis, until } from './helpers/servers.ts';
import { postEvents, SECRET, says, startReceiver } from './helpers/webhook.ts';

const LIMIT = 5;
/** The watch looks once a second, and waits two for an answer. */
const REFUSED_WITHIN_MS = 4_500;

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
  readonly tookMs: number;
  readonly kept: Kept | undefined;
}

/** One message of a new person. */
async function send(url: string, text: string): Promise<Answer> {
  const began = performance.now();
  const response = await post(url, { text });
  const body = (await response.json()) as Kept & { error?: { code: string } };
  return {
    status: response.status,
    code: body.error?.code,
    retryAfter: response.headers.get('retry-after'),
    tookMs: performance.now() - began,
    kept: response.status === 202 ? body : undefined,
  };
}

/** What the assistant has said to it so far. */
async function answersTo({ status, token }: Kept): Promise<readonly string[]> {
  const response = await fetch(status, { headers: { authorization: `Bearer ${token}` } });
  const { lines = [] } = (await response.json()) as { lines?: { from: string; text: string }[] };
  return lines.flatMap((line) => (line.from === 'assistant' ? [line.text] : []));
}

async function connectPage(url: string, stack: AsyncDisposableStack) {
  const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/chat`, {
    transports: ['websocket'],
    forceNew: true,
  });
  stack.defer(() => void socket.disconnect());
  await new Promise<void>((resolve) => socket.once('session', () => resolve()));
  return (clientId: string): Promise<Acknowledgement> =>
    socket.timeout(10_000).emitWithAck('message', { clientId, type: 'message', text: 'bom dia' });
}

describe('backpressure', { skip: POSTGRES_MISSING || REDIS_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  const kept: Kept[] = [];
  let postgres: BreakableServer;
  let redis: BreakableServer;
  let url = '';
  let start: (own: NodeJS.ProcessEnv) => Promise<Program>;
  before(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const receiver = await startReceiver();
    for (const each of [postgres, redis, receiver]) stack.use(each);
    const { path } = stack.use(temporaryFolder());
    const shared = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, DATA_DIR: path };
    const webhook = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET };
    start = async (own) => stack.use(await startProgram({ ...shared, ...webhook, ...own }));
    ({ url } = await start({ ROLES: 'gateway', BACKLOG_LIMIT: String(LIMIT) }));
  });
  after(() => stack.disposeAsync());

  /** Sends until one is refused; what was taken until then is kept. */
  async function sendUntilRefused(): Promise<Answer> {
    return until(async () => {
      const answer = await send(url, 'bom dia');
      if (answer.kept) kept.push(answer.kept);
      return answer.status !== 202 && answer;
    }, 'a refusal');
  }
  /** Takes messages again, and has answered all that it ever took, once. */
  async function isWell(): Promise<void> {
    const taken = await until(
      async () => (await send(url, 'bom dia')).kept,
      'messages to be taken again',
      20_000,
    );
    kept.push(taken);
    for (const each of kept) {
      await until(async () => (await answersTo(each)).length > 0, 'everybody’s answer', 20_000);
      assert.equal((await answersTo(each)).length, 1);
    }
  }

  it('refuses above the limit, in each channel, with when to come again', async () => {
    const say = await connectPage(url, stack);
    const refused = await sendUntilRefused();
    assert.ok(kept.length > LIMIT, 'as many as may wait were taken');
    assert.deepEqual([refused.status, refused.code, refused.retryAfter], [503, 'overloaded', '5']);
    const { status, code, retryAfter } = await postEvents(url, [says('ana', 'bom dia')]);
    assert.deepEqual([status, code, retryAfter], [503, 'overloaded', '5']);
    const acknowledgement = { ok: false, code: 'overloaded', retryable: true, retryAfterMs: 5_000 };
    assert.deepEqual(await say('one'), acknowledgement);
  });

  it('has kept what it took, answers it, and takes messages again when the backlog is gone', async () => {
    await start({ ROLES: 'nlu,dialogue,agents' });
    await isWell();
    const say = await connectPage(url, stack);
    assert.equal((await say('two')).ok, true);
    assert.equal((await postEvents(url, [says('ana', 'bom dia')])).status, 202);
  });

  it('refuses soon while the database stands still, also what came first, and goes on with it', async () => {
    const say = await connectPage(url, stack);
    postgres.pause();
    const pausedAt = performance.now();
    const answers = await Promise.all([send(url, 'oi'), send(url, 'olá'), say('three'), say('four')]);
    assert.ok(performance.now() - pausedAt < REFUSED_WITHIN_MS, `${performance.now() - pausedAt} ms`);
    for (const answer of answers) assert.equal('code' in answer && answer.code, 'not-ready');
    const later = await send(url, 'bom dia');
    assert.deepEqual([later.status, later.code], [503, 'not-ready']);
    assert.ok(later.tookMs < 1_000, 'at once by then');
    assert.notEqual(later.retryAfter, null);
    postgres.resume();
    await isWell();
  });

  it('refuses soon while Redis is away, and answers then what it had taken', async () => {
    await redis.kill();
    const refused = await sendUntilRefused();
    assert.deepEqual([refused.status, refused.code], [503, 'not-ready']);
    assert.ok(refused.tookMs < 1_000);
    await redis.start();
    await isWell();
    assert.equal((await createCitizen(url).ask('obrigado')).dialog, 'thanks');
  });
});
