/** Turns in batches and in several processes: once each, in order, and no bad one in another's way. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { closeConversation, type Dialog } from '../src/dialog.ts';
import { createLog } from '../src/log.ts';
import { TURNS } from '../src/pipeline/doorbells.ts';
import { migrate } from '../src/store/migrate.ts';
import { endTask } from '../src/store/tasks.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import { overDatabases, POSTGRES_MISSING } from './helpers/databases.ts';
import { ECHO, type Office, openOffice, understand } from './helpers/office.ts';
import { REDIS_MISSING, startRedisServer } from './helpers/redis-servers.ts';
import { type PostgresServer, startPostgres, until } from './helpers/servers.ts';

const log = createLog('silent');

/** Echoes, counts how often it was asked, and throws where it is told to. */
function createFragile() {
  const asked = new Map<string, number>();
  const dialog: Dialog = {
    respond(turn) {
      const text = turn.input.type === 'message' ? turn.input.text : '';
      asked.set(text, (asked.get(text) ?? 0) + 1);
      if (text.includes('bad')) throw new Error('a defect');
      return ECHO.respond(turn);
    },
  };
  return { asked, dialog };
}

const answered = ({ replies }: Office, conversationId: string) =>
  until(async () => (await replies(conversationId)).length > 0, 'the reply');

overDatabases('turns', (database) => {
  it('are taken for all others at once when one of a batch fails, which goes to people', async () => {
    const { asked, dialog } = createFragile();
    const office = openOffice({ database: database(), dialogs: { 'ask-documentation': dialog } });
    const people = [];
    for (let index = 0; index < 50; index++)
      people.push(await office.receive(index === 25 ? 'bad' : `${index}`));
    await using _running = await office.start();
    const [bad] = people.splice(25, 1);
    const conversationId = bad?.conversationId ?? '';
    for (const person of people) await answered(office, person.conversationId);
    assert.deepEqual(await office.replies(conversationId), [], 'it is still being tried');
    await until(async () => (await office.replies(conversationId)).includes('failed'), 'the handoff');
    assert.deepEqual(await office.types(conversationId), [
      'message-received',
      'turn-failed',
      'handoff-requested',
      'reply-added',
    ]);
    assert.equal(asked.get('bad'), 7, 'once beside the others, and six attempts');
    asked.delete('bad');
    assert.deepEqual(new Set(asked.values()), new Set([1]), 'nobody else’s turn was taken twice');
    const [row] = await database().query('select status, queue from conversations where id = $1', [
      conversationId,
    ]);
    assert.deepEqual(row, { status: 'waiting', queue: 'geral' });
  });

  it('that fail for good call off what was under way: people have it now', async () => {
    const fragile: Dialog = {
      respond() {
        throw new Error('a defect');
      },
    };
    const office = openOffice({ database: database(), dialogs: { thanks: fragile } });
    await using _running = await office.start();
    const { conversationId, address } = await office.receive('como?');
    const work = await until(() => office.works[0], 'the task');
    await office.receive('obrigado', address);
    await until(async () => (await office.types(conversationId)).includes('turn-failed'), 'the failure');
    await until(() => work.isCalledOff, 'the task to be called off', 4_000);
    assert.ok((await office.types(conversationId)).includes('task-superseded'));
  });

  it('that fail for good leave one dead letter, however many rang for them', async () => {
    const fragile: Dialog = {
      respond() {
        throw new Error('a defect');
      },
    };
    const office = openOffice({ database: database(), dialogs: { thanks: fragile } });
    const { conversationId } = await office.receive('obrigado');
    // On the sixth and last attempt, both.
    const ring = { conversationId, attempts: '5' };
    await office.stream.append(TURNS, [ring, ring]);
    await using _running = await office.start();
    await until(
      async () => (await office.types(conversationId)).includes('turn-failed'),
      'the failure',
      8_000,
    );
    await until(async () => (await office.stream.depth(TURNS)) === 0, 'every ring to be answered');
    const letters = await database().query(
      'select to_jsonb(seqs) as seqs from dead_letters where conversation_id = $1',
      [conversationId],
    );
    assert.deepEqual(letters, [{ seqs: [1] }]);
  });

  it('that would close a conversation wait until what was said since is read', async () => {
    const goodbye: Dialog = { respond: () => [closeConversation('goodbye')] };
    const office = openOffice({ database: database(), dialogs: { thanks: goodbye } });
    const { conversationId, address } = await office.receive('obrigado, tchau');
    await office.receive('quero uma pessoa', address);
    // The second one came while the first was being read.
    const read = [{ conversationId, seq: 1, understanding: understand('obrigado') }];
    await office.turns.take([{ id: '1-0', fields: { conversationId } }], read);
    // Were the conversation closed by now, this would open another, beside what is left of the first.
    await office.receive('alô?', address);
    await using _running = await office.start();
    await office.doorbells.ringInbound([conversationId]);
    await until(async () => (await office.replies(conversationId)).includes('called'), 'the handoff', 8_000);
    const left = 'select 1 from unhandled where conversation_id = $1';
    await until(
      async () => (await database().query(left, [conversationId])).length === 0,
      'everything to be handled',
    );
    const current = `select c.status from conversations c join channel_identities i using (contact_id)
      where i.address = $1 and c.status <> 'closed'`;
    assert.deepEqual(await database().query(current, [address]), [{ status: 'waiting' }]);
  });

  it('take an agent’s answer whatever is in it', async () => {
    const office = openOffice({ database: database(), policy: 'finish' });
    await using _running = await office.start();
    const { conversationId } = await office.receive('como?');
    await until(() => office.works[0], 'the task');
    const [task] = await database().query<{ id: string }>('select id from tasks where conversation_id = $1', [
      conversationId,
    ]);
    const activity = { type: 'message', text: 'Assim\u0000: 🙂\ud83d.' } as const;
    const answer = { status: 'answered', activity, output: {}, explanation: { raw: '\u0000' } } as const;
    const end = { type: 'task-answered', taskId: task?.id ?? '', agent: 'clerk', answer, tookMs: 1 } as const;
    await endTask(database(), conversationId, { ...end, dialog: 'ask-documentation' });
    await office.doorbells.ringTurns([conversationId]);
    await answered(office, conversationId);
    assert.deepEqual(await office.replies(conversationId), ['Assim: 🙂\ufffd.']);
  });
});

describe('turns of several processes', { skip: POSTGRES_MISSING || REDIS_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let server: PostgresServer;
  let database: Database;
  let url = '';
  before(async () => {
    server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 10, log));
    await migrate(database);
    ({ url } = stack.use(await startRedisServer()));
  });
  after(() => stack.disposeAsync());

  /** As another process has it: nothing shared but the servers. */
  async function openProcess(own: AsyncDisposableStack, asked: string[]): Promise<Office> {
    const stream = own.use(await openRedisStream(url, log));
    const dialog: Dialog = {
      respond(turn) {
        if (turn.input.type === 'message') asked.push(...turn.input.text.split('\n'));
        return ECHO.respond(turn);
      },
    };
    const pool = own.use(await openPostgres(server.url, 5, log));
    return openOffice({ database: pool, stream, dialogs: { 'ask-documentation': dialog } });
  }

  it('handle each message in one turn, in order, and answer it once', { timeout: 60_000 }, async () => {
    await using own = new AsyncDisposableStack();
    const asked: string[] = [];
    const offices = [await openProcess(own, asked), await openProcess(own, asked)] as const;
    // One reads on the way to the turns, the other apart from them.
    own.use(await offices[0].start({ hop: false }));
    own.use(await offices[1].start({ hop: true }));
    const texts = Array.from({ length: 50 }, (_, index) => `m${index}`);
    const talk = async (person: number) => {
      const receipts: { conversationId: string }[] = [];
      for (const text of texts) {
        const { receive } = offices[receipts.length % 2 === 0 ? 0 : 1];
        receipts.push(await receive(`${person} ${text}`, `person-${person}`));
      }
      return receipts[0]?.conversationId ?? '';
    };
    const people = await Promise.all(Array.from({ length: 20 }, (_, person) => talk(person)));
    for (const [person, conversationId] of people.entries()) {
      const heard = async () =>
        (await offices[0].replies(conversationId)).flatMap((text) =>
          text.replace('heard: ', '').split(' | '),
        );
      await until(async () => (await heard()).length >= texts.length, `the answers to ${person}`, 30_000);
      assert.deepEqual(
        await heard(),
        texts.map((text) => `${person} ${text}`),
      );
    }
    assert.equal(asked.length, 20 * texts.length, 'no turn was decided in vain');
  });

  it('come again soon where somebody else holds the conversation, and hold up no other', async () => {
    await using own = new AsyncDisposableStack();
    const office = await openProcess(own, []);
    const held = await office.receive('held');
    const others = await Promise.all(Array.from({ length: 20 }, (_, index) => office.receive(`${index}`)));
    await database.transaction(async (transaction) => {
      const lock = 'select 1 from conversations where id = $1 for no key update';
      await transaction.query(lock, [held.conversationId]);
      own.use(await office.start());
      for (const { conversationId } of others) await answered(office, conversationId);
      assert.deepEqual(await office.replies(held.conversationId), []);
    });
    const freedAt = performance.now();
    await answered(office, held.conversationId);
    assert.ok(performance.now() - freedAt < 1_000, 'not by a claim or the sweep');
  });
});
