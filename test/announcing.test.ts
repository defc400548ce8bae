/** What those who wait are told without asking: written once, whoever looks, and by a real database's clock. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { LiveMessage } from '../src/channel.ts';
import type { Database } from '../src/database.ts';
import { chooseTelling, type Told } from '../src/desk/telling.ts';
import { createLog } from '../src/log.ts';
import { announce, startAnnouncing } from '../src/pipeline/announcing.ts';
import { createNewsBoard } from '../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { createDoorbells } from '../src/pipeline/doorbells.ts';
import { createLive } from '../src/pipeline/live.ts';
import { createPlaces } from '../src/pipeline/places.ts';
import { loadQueues } from '../src/roles/queues.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases } from './helpers/databases.ts';
import { means } from './helpers/decisions.ts';
import { until } from './helpers/servers.ts';
import { realDialogs } from './helpers/talk.ts';
import { openHouse } from './helpers/turns.ts';

const log = createLog('silent');
const library = createDialogLibrary(realDialogs);
const queues = await loadQueues();
let counter = 0;

function openDesk(database: Database, queue: string) {
  const stream = openMemoryStream();
  const shared = {
    database,
    library,
    log,
    doorbells: createDoorbells(stream, log),
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
  };
  const places = createPlaces(database, queues);
  const run = (sql: string, values: readonly unknown[]) => database.query<{ id: string }>(sql, values);
  return {
    ...shared,
    places,
    look: async () => announce(await places.count(), shared),
    /** Waits since so many seconds; returns the conversation's id. */
    async citizen({ waitedS = 60, locale = 'pt-BR', reasons = [] as string[] } = {}) {
      const id = crypto.randomUUID();
      const number = String(++counter).padStart(15, '0');
      await run('insert into contacts (id, locale) values ($1, $2)', [id, locale]);
      await run(
        `insert into conversations (id, contact_id, protocol_number, channel, address, locale)
         values ($1, $1, $2, 'web', $2, $3)`,
        [id, number, locale],
      );
      await run(
        `update conversations set status = 'waiting', queue = $2, queued_at = now() - $3 * interval '1 second',
           state = jsonb_build_object('priority', $4::jsonb) where id = $1`,
        [id, queue, waitedS, JSON.stringify(reasons)],
      );
      await run(`update tickets set queued_at = since where conversation_id = $1`, [id]);
      return id;
    },
    async person(name: string) {
      const id = crypto.randomUUID();
      await run(
        `insert into people (id, login, name, roles, queues, skills, availability, seen_at)
         values ($1, $2, $3, '{attendant}', array[$4::text], '{ouvidoria}', 'available', now() + interval '10 min')`,
        [id, id, name, queue],
      );
      return id;
    },
    assign: (conversationId: string, personId: string | null) =>
      run(
        `update tickets set person_id = $2, assigned_at = case when $2::uuid is null then null else now() end
         where conversation_id = $1 and ended_at is null`,
        [conversationId, personId],
      ),
    /** Lets time pass for what was told. */
    later: (conversationId: string, seconds: number) =>
      run(
        `update tickets set told_at = told_at - $2 * interval '1 second',
           queued_at = queued_at - $2 * interval '1 second' where conversation_id = $1`,
        [conversationId, seconds],
      ),
    end: (conversationId: string) =>
      run(`update conversations set status = 'closed', queue = null where id = $1`, [conversationId]),
    /** Talks of ten minutes that ended in the last hour. */
    async talks(personId: string, number: number) {
      for (let index = 0; index < number; index++) {
        const conversationId = await this.citizen();
        await this.assign(conversationId, personId);
        await run(
          `update tickets set assigned_at = now() - interval '20 min', told_person_id = person_id
           where conversation_id = $1`,
          [conversationId],
        );
        await this.end(conversationId);
        await run(`update tickets set ended_at = now() - interval '10 min' where conversation_id = $1`, [
          conversationId,
        ]);
      }
    },
    async said(conversationId: string) {
      const rows = await database.query<{ text: string; response: string; channel: string | null }>(
        `select e.body->'activity'->>'text' as text, e.body->'reason'->>'response' as response, d.channel
         from events e left join deliveries d on d.conversation_id = e.conversation_id and d.seq = e.seq
         where e.conversation_id = $1 and e.type = 'reply-added' order by e.seq`,
        [conversationId],
      );
      for (const { channel } of rows) assert.equal(channel, 'web', 'each is sent where they are');
      return rows.map(({ text }) => text);
    },
    async empty() {
      await run(`update conversations set status = 'closed', queue = null where status <> 'closed'`, []);
      await run('update people set active = false', []);
    },
  };
}

overDatabases('those who wait', (database) => {
  it('are told their place once, with an estimate where one can be made', async () => {
    const desk = openDesk(database(), 'ouvidoria');
    const ana = await desk.person('Ana Souza');
    await desk.talks(ana, 12);
    const inHand = await desk.citizen();
    await desk.assign(inHand, ana);
    const [first, second] = [await desk.citizen({ waitedS: 40 }), await desk.citizen({ waitedS: 30 })];
    const early = await desk.citizen({ waitedS: 35, reasons: ['age-80'] });
    await desk.look();
    assert.equal(await desk.look(), 0, 'nothing is new');
    assert.match(
      (await desk.said(first)).join(),
      /^Você está em 2º lugar na fila\. A espera costuma ser de /,
    );
    assert.match((await desk.said(second)).join(), /^Você está em 3º lugar na fila\. /);
    assert.match((await desk.said(early)).join(), /^Você é a próxima pessoa da fila\. /, 'priority by law');
    const [row] = await database().query<{ low: number; high: number }>(
      `select estimate_low_ms as low, estimate_high_ms as high from tickets where conversation_id = $1`,
      [first],
    );
    assert.ok(row && row.low < row.high, 'kept, to be compared with the real wait');
    await desk.empty();
  });

  it('are told again when their place has halved or they are next, at most once a minute', async () => {
    const desk = openDesk(database(), 'geral');
    const ana = await desk.person('Ana');
    const before = [];
    for (let index = 0; index < 3; index++) before.push(await desk.citizen({ waitedS: 100 - index }));
    const mine = await desk.citizen({ waitedS: 50 });
    await desk.look();
    await desk.assign(before[0] ?? '', ana);
    await desk.later(mine, 90);
    await desk.look();
    assert.equal((await desk.said(mine)).length, 1, 'third is not half of fourth');
    await desk.assign(before[1] ?? '', ana);
    await desk.look();
    assert.deepEqual((await desk.said(mine)).slice(1), ['Você está em 2º lugar na fila.']);
    await desk.assign(before[2] ?? '', ana);
    await desk.look();
    assert.equal((await desk.said(mine)).length, 2, 'not twice in a minute');
    await desk.later(mine, 90);
    await desk.look();
    assert.equal((await desk.said(mine)).at(-1), 'Você é a próxima pessoa da fila.');
    await desk.empty();
  });

  it('are told of nobody in the first seconds, and of nothing while nobody is there', async () => {
    const desk = openDesk(database(), 'geral');
    const [early, late] = [await desk.citizen({ waitedS: 1 }), await desk.citizen()];
    await desk.look();
    assert.deepEqual(await desk.said(late), [], 'nobody is there');
    await desk.person('Ana');
    await desk.look();
    assert.equal((await desk.said(late)).length, 1);
    assert.deepEqual(await desk.said(early), []);
    await desk.empty();
  });

  it('are told who takes them, by the first name, and kindly when that person is lost', async () => {
    const desk = openDesk(database(), 'geral');
    const [ana, bia] = [await desk.person('Dra. Ana Maria Souza'), await desk.person('Atendente 12')];
    const mine = await desk.citizen({ waitedS: 1, locale: 'pt-BR' });
    await desk.assign(mine, ana);
    await Promise.all([desk.look(), desk.look()]);
    assert.deepEqual(await desk.said(mine), ['Dra. Ana vai atender você.']);
    await desk.assign(mine, null);
    await desk.look();
    const lost = (await desk.said(mine)).at(-1) ?? '';
    assert.match(lost, /^Desculpe, Dra. Ana não pôde continuar.*Você é a próxima pessoa da fila\.$/);
    await desk.assign(mine, bia);
    await desk.look();
    assert.equal((await desk.said(mine)).at(-1), 'Atendente 12 vai atender você.');
    await desk.empty();
  });

  it('are told nothing when a turn fails while a person has them, and stay with that person', async () => {
    const desk = openDesk(database(), 'geral');
    const ana = await desk.person('Ana');
    const house = openHouse(database());
    const { conversationId } = await house.receive('oi');
    await database().query(`update conversations set status = 'waiting', queue = 'ouvidoria' where id = $1`, [
      conversationId,
    ]);
    await desk.assign(conversationId, ana);
    await database().query('update events set understanding = $2::jsonb where conversation_id = $1', [
      conversationId,
      JSON.stringify(means(null)),
    ]);
    const letter = { stream: 'turns', fields: { conversationId }, conversationId, attempts: 3 };
    await house.turns.fail({ ...letter, reason: 'broken' });
    assert.deepEqual(await house.replies(conversationId), []);
    const [row] = await database().query<{
      status: string;
      queue: string;
      handled: boolean;
      types: string[];
    }>(
      `select status, queue, handled_seq >= last_turn_seq as handled,
         (select array_agg(type order by seq) from events where conversation_id = c.id) as types
       from conversations c where id = $1`,
      [conversationId],
    );
    assert.deepEqual(row, {
      status: 'waiting',
      queue: 'ouvidoria',
      handled: true,
      types: ['message-received', 'turn-failed'],
    });
    await desk.empty();
  });

  it('need not be told of a person who has spoken', async () => {
    const desk = openDesk(database(), 'geral');
    const ana = await desk.person('Ana');
    const mine = await desk.citizen({ locale: 'en' });
    await desk.assign(mine, ana);
    const body = {
      type: 'reply-added',
      activity: { type: 'message', text: 'Hello' },
      reason: { dialog: 'desk', rule: 'person' },
      by: { personId: ana, name: 'Ana' },
    };
    await database().query(
      `insert into events (conversation_id, seq, type, format, body) values ($1, 1, 'reply-added', 1, $2::jsonb)`,
      [mine, JSON.stringify(body)],
    );
    await database().query('update conversations set last_seq = 1 where id = $1', [mine]);
    await database().query(
      `insert into deliveries (conversation_id, seq, channel, address) values ($1, 1, 'web', 'a')`,
      [mine],
    );
    assert.equal(await desk.look(), 0);
    await desk.assign(mine, null);
    await desk.look();
    assert.match((await desk.said(mine)).at(-1) ?? '', /^Sorry, Ana could not go on\./);
    await desk.empty();
  });

  it('see their place move on a screen, told by the loop that tells it', async () => {
    const desk = openDesk(database(), 'geral');
    await desk.person('Ana');
    const [before, mine] = [await desk.citizen({ waitedS: 100 }), await desk.citizen({ waitedS: 50 })];
    const told: LiveMessage[] = [];
    await using _subscription = await desk.live.subscribe(mine, (message) => void told.push(message));
    await using _announcing = startAnnouncing(desk);
    const positions = () => told.flatMap((each) => (each.type === 'queue' ? [each.place.position] : []));
    await until(() => positions().includes(2), 'the place to be shown');
    await desk.end(before);
    await until(() => positions().includes(1), 'the place to move');
    assert.deepEqual(positions(), [2, 1]);
    assert.deepEqual((await desk.places.find(mine))?.position, 1);
    await desk.empty();
  });
});

it('what is told follows from what was told', () => {
  const told: Told = {
    personId: null,
    toldPersonId: null,
    toldPosition: 10,
    toldAgoMs: 70_000,
    queuedAgoMs: 500_000,
  };
  const at = (position: number, isAttended = true) => ({ position, estimate: undefined, isAttended });
  assert.equal(chooseTelling(told, at(6)), 'nothing');
  assert.equal(chooseTelling(told, at(5)), 'place');
  assert.equal(chooseTelling(told, at(5, false)), 'nothing');
  assert.equal(chooseTelling({ ...told, toldPosition: 2 }, at(2)), 'nothing');
  assert.equal(
    chooseTelling({ ...told, queuedAgoMs: 30_000 }, at(12)),
    'place',
    'it was moved to another queue',
  );
  assert.equal(chooseTelling({ ...told, personId: 'a', toldPersonId: 'a' }, undefined), 'nothing');
  assert.equal(chooseTelling({ ...told, personId: 'b', toldPersonId: 'a' }, undefined), 'assigned');
  assert.equal(chooseTelling({ ...told, toldPersonId: 'a' }, at(9, false)), 'lost');
});
