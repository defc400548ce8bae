/** The whole program, as processes, in each way it can be run: embedded, on servers, split by role. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { POSTGRES_MISSING, temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { findRedis, startPostgres, startRedis, until } from './helpers/servers.ts';

const SERVERS_MISSING = POSTGRES_MISSING || (findRedis() === undefined && 'redis-server is not installed');

type Setting = { readonly url: string };

function conversations(
  title: string,
  skip: string | false,
  open: (stack: AsyncDisposableStack) => Promise<Setting>,
) {
  describe(`assistant: ${title}`, { skip }, () => {
    const stack = new AsyncDisposableStack();
    let url = '';
    before(async () => {
      ({ url } = await open(stack));
    });
    after(() => stack.disposeAsync());

    it('answers a question from the documents, with a citation that stands in the passage', async () => {
      const answer = await createCitizen(url).ask('Como acompanho o meu pedido?');
      assert.equal(answer.agent, 'documentation');
      assert.ok(answer.citations.length > 0);
      for (const { mark, quote } of answer.citations) {
        assert.ok(answer.text.includes(`[${mark}]`), answer.text);
        assert.ok(quote.length > 10);
      }
    });

    it('keeps one protocol number through a conversation, and starts another after the goodbye', async () => {
      const citizen = createCitizen(url);
      const first = await citizen.send('bom dia');
      const { lines } = await citizen.read(0, 10_000);
      assert.equal(lines.at(-1)?.dialog, 'greeting');
      assert.deepEqual(
        lines.map(({ from, certainty }) => [from, certainty]),
        [
          ['citizen', 'sure'],
          ['assistant', null],
        ],
      );
      const second = await citizen.send('obrigada');
      assert.equal(second.protocolNumber, first.protocolNumber);
      await citizen.read(second.seq, 10_000);
      const bye = await citizen.ask('tchau');
      assert.equal(bye.dialog, 'goodbye');
      const rated = await citizen.ask('nota 5');
      assert.match(rated.text, /nota 5/);
      await until(async () => (await citizen.read()).status === 'closed', 'the close');
      const next = await citizen.send('oi');
      assert.notEqual(next.protocolNumber, first.protocolNumber);
    });

    it('puts the conversation into the queue when a person is asked for, and takes it back on request', async () => {
      const citizen = createCitizen(url);
      const answer = await citizen.ask('quero falar com uma pessoa');
      assert.equal(answer.dialog, 'talk-to-a-person');
      const { status, lines } = await citizen.read();
      assert.equal(status, 'waiting');
      assert.ok(lines.some((line) => line.from === 'system' && line.text === 'handoff-requested'));
    });

    it('finds the citizen’s own protocol, and says so kindly when a digit is wrong', async () => {
      const citizen = createCitizen(url);
      const { protocolNumber } = await citizen.send('oi');
      await citizen.read(0, 10_000);
      const wrong = protocolNumber.slice(0, 14) + ((Number(protocolNumber[14]) + 1) % 10);
      const refused = await citizen.ask(`quero consultar o protocolo ${wrong}`);
      assert.equal(refused.dialog, 'consult-protocol');
      assert.equal(refused.agent, null, 'a wrong number is not looked up');
      const found = await citizen.ask(protocolNumber);
      assert.equal(found.dialog, 'consult-protocol');
      const stranger = createCitizen(url);
      await stranger.ask('oi');
      const foreign = await stranger.ask(`consultar protocolo ${protocolNumber}`);
      assert.notEqual(foreign.text, found.text, 'somebody else’s protocol is not told about');
    });

    it('gives one answer to a message that is sent twice', async () => {
      const citizen = createCitizen(url);
      const messageId = randomUUID();
      const { seq } = await citizen.send('bom dia', messageId);
      const again = await citizen.send('bom dia', messageId);
      assert.deepEqual([again.duplicate, again.seq], [true, seq]);
      await citizen.read(seq, 10_000);
      await citizen.ask('obrigado');
      const { lines } = await citizen.read();
      assert.deepEqual(
        lines.map((line) => line.from),
        ['citizen', 'assistant', 'citizen', 'assistant'],
      );
    });

    it('says that it does not know, and offers a person', async () => {
      const citizen = createCitizen(url);
      const answer = await citizen.ask('xpto zyzzyva qwfp');
      assert.equal(answer.dialog, 'fallback');
      assert.ok(answer.buttons.some((button) => button.value === 'go:talk-to-a-person'));
    });

    it('keeps the order of many conversations at once', async () => {
      const citizens = Array.from({ length: 20 }, () => createCitizen(url));
      await Promise.all(
        citizens.map(async (citizen) => {
          for (const text of ['bom dia', 'obrigado', 'o que você sabe fazer?']) await citizen.ask(text);
          const { lines } = await citizen.read();
          assert.deepEqual(
            lines.filter((line) => line.from === 'assistant').map((line) => line.dialog),
            ['greeting', 'thanks', 'what-can-you-do'],
          );
        }),
      );
    });
  });
}

conversations('embedded', false, async (stack) => {
  const folder = stack.use(temporaryFolder());
  return stack.use(await startProgram({ DATA_DIR: folder.path, MESSAGES_PER_MINUTE_ADDRESS: '10000' }));
});

/** Four processes, one a role, on real servers. */
async function startRoles(stack: AsyncDisposableStack) {
  const folder = stack.use(temporaryFolder());
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  stack.use(postgres);
  stack.use(redis);
  const shared = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    DATA_DIR: folder.path,
    SESSION_SECRET: 's'.repeat(40),
    MESSAGES_PER_MINUTE_ADDRESS: '10000',
  };
  const start = (role: string) => startProgram({ ...shared, ROLES: role });
  const programs = new Map<string, Program>();
  for (const role of ['gateway', 'nlu', 'dialogue', 'agents']) programs.set(role, await start(role));
  stack.defer(async () => {
    for (const program of programs.values()) await program.stop('SIGKILL');
  });
  return { url: programs.get('gateway')?.url ?? '', programs, start, redis, postgres };
}

conversations('split by role, on Redis and PostgreSQL', SERVERS_MISSING, startRoles);

describe('assistant: when parts die', { skip: SERVERS_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let house: Awaited<ReturnType<typeof startRoles>>;
  before(async () => {
    house = await startRoles(stack);
  });
  after(() => stack.disposeAsync());

  it('answers what came in while Redis was wiped', async () => {
    const redis = new Redis(house.redis.url);
    const citizens = Array.from({ length: 10 }, () => createCitizen(house.url));
    const asking = citizens.map((citizen) => citizen.ask('bom dia'));
    await redis.flushall();
    for (const answer of await Promise.all(asking)) assert.equal(answer.dialog, 'greeting');
    redis.disconnect();
  });

  it('goes on by itself after PostgreSQL was killed, and answers what it had acknowledged', async () => {
    const citizens = Array.from({ length: 10 }, () => createCitizen(house.url));
    for (const citizen of citizens) await citizen.send('bom dia');
    await house.postgres.restart();
    for (const citizen of citizens) {
      const answered = async () => {
        const { lines } = await citizen.read();
        return lines.filter((line) => line.from === 'assistant');
      };
      const replies = await until(
        () =>
          answered().then(
            (found) => found.length > 0 && found,
            () => false as const,
          ),
        'the answer',
        30_000,
      );
      assert.equal(replies.length, 1);
    }
    assert.equal((await createCitizen(house.url).ask('bom dia')).dialog, 'greeting');
  });

  it('says that it is not ready while Redis is away, and goes on when it is back', async () => {
    const { port } = house.redis;
    await house.redis[Symbol.asyncDispose]();
    const ready = () => fetch(`${house.url}/health/ready`).then((response) => response.status);
    await until(async () => (await ready()) === 503, 'the gateway to be not ready');
    // It looks once a second: until then it may still take messages, and has kept them.
    const taken: ReturnType<typeof createCitizen>[] = [];
    const isRefused = async (): Promise<boolean> => {
      const citizen = createCitizen(house.url);
      try {
        await citizen.send('bom dia');
      } catch (error) {
        assert.match(String(error), /503.*not-ready/);
        return true;
      }
      taken.push(citizen);
      return false;
    };
    await until(isRefused, 'messages to be refused', 5_000);
    stack.use(await startRedis(port));
    await until(async () => (await ready()) === 200, 'the gateway to be ready');
    for (const citizen of taken) {
      const { lines } = await citizen.read(1, 20_000);
      assert.equal(lines[0]?.dialog, 'greeting', 'what was accepted meanwhile is answered');
    }
    await until(async () => !(await isRefused()), 'messages to be taken again');
    assert.equal((await taken.at(-1)?.read(1, 20_000))?.lines[0]?.dialog, 'greeting');
  });

  for (const role of ['nlu', 'dialogue', 'agents']) {
    it(`answers what came in while ${role} was dead`, async () => {
      await house.programs.get(role)?.stop('SIGKILL');
      const citizen = createCitizen(house.url);
      const answer = citizen.ask('Como acompanho o meu pedido?');
      house.programs.set(role, await house.start(role));
      assert.equal((await answer).agent, 'documentation');
    });
  }

  it('loses nothing that was acknowledged when the gateway is killed', async () => {
    const gateway = house.programs.get('gateway');
    const citizen = createCitizen(house.url);
    const { protocolNumber } = await citizen.send('bom dia');
    await gateway?.stop('SIGKILL');
    const next = await house.start('gateway');
    house.programs.set('gateway', next);
    const answer = await until(async () => {
      const response = await fetch(`${next.url}/api/v1/protocols/${protocolNumber}?waitMs=1000`, {
        headers: { authorization: `Bearer ${citizen.token()}` },
      });
      const { lines } = (await response.json()) as { lines: { from: string; dialog: string | null }[] };
      return lines.find((line) => line.from === 'assistant');
    }, 'the answer');
    assert.equal(answer.dialog, 'greeting');
  });
});
