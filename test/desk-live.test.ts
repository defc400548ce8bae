/** The desk's socket between two gateways over Redis and PostgreSQL: who is told what, and when it is too late. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { createLive } from '../src/pipeline/live.ts';
import { createTyping } from '../src/pipeline/typing.ts';
import { migrate } from '../src/store/migrate.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { openDeskLog } from './helpers/desk-log.ts';
import { connectWindow, openWindow } from './helpers/desk-windows.ts';
import { REDIS_MISSING, type RedisProcess, startRedisServer } from './helpers/redis-servers.ts';
import { startPostgres, until } from './helpers/servers.ts';

const log = createLog('silent');
const SINCE = '2026-03-02T10:00:00Z';

describe('desk socket', { skip: REDIS_MISSING || POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let database: Database;
  let redis: RedisProcess;
  let near: Desk;
  let far: Desk;
  let nearUrl: string;
  let farUrl: string;
  let book: ReturnType<typeof openDeskLog>;

  async function openGateway(): Promise<Desk> {
    const stream = stack.use(await openRedisStream(redis.url, log));
    return stack.use(await openDesk({ database, stream, settings: { LOG_LEVEL: 'silent' } }));
  }

  before(async () => {
    const server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 10, log));
    await migrate(database);
    redis = stack.use(await startRedisServer());
    book = openDeskLog(database);
    near = await openGateway();
    // As the widget's gateway is: another engine on the same server.
    const chat = new Server(near.http.server);
    chat.of('/chat').on('connection', (socket) => void socket.emit('session'));
    stack.defer(() => chat.close());
    far = await openGateway();
    nearUrl = await near.http.listen({ port: 0, host: '127.0.0.1' });
    farUrl = await far.http.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => stack.disposeAsync());

  const tell = (id: string) => near.core.news.tell({ type: 'conversations', ids: [id] });

  async function openTicket(queue = 'geral') {
    const { conversationId } = await book.contact({ at: SINCE });
    await book.ticket(conversationId, { since: SINCE, queue });
    return conversationId;
  }
  const say = (conversationId: string, text: string) =>
    book.tell(conversationId, SINCE, {
      type: 'message-received',
      activity: { type: 'message', text },
      channel: 'web',
      address: conversationId,
    });

  it('tells the windows of a queue, at whichever gateway, and nobody else', async () => {
    using mine = await openWindow(nearUrl, near.people.attendant.token);
    using colleague = await openWindow(farUrl, near.people.other.token);
    const tributos = await near.enter(['attendant'], { queues: ['tributos'] });
    using elsewhere = await openWindow(farUrl, tributos.token);
    using supervisor = await openWindow(farUrl, near.people.supervisor.token);

    const inQueue = await openTicket();
    await tell(inQueue);
    const other = await openTicket('tributos');
    await tell(other);
    await until(() => elsewhere.tickets.has(other) && supervisor.tickets.size === 2, 'the news');
    await until(() => mine.tickets.has(inQueue) && colleague.tickets.has(inQueue), 'the queue’s news');
    assert.equal(mine.tickets.get(inQueue)?.queue, 'geral');
    assert.equal(elsewhere.tickets.has(inQueue), false);
    assert.equal(mine.tickets.has(other), false);

    await database.query("update tickets set queue = 'tributos' where conversation_id = $1", [inQueue]);
    await tell(inQueue);
    await until(() => elsewhere.tickets.has(inQueue) && mine.gone.includes(inQueue), 'the move');
    assert.equal(mine.tickets.has(inQueue), false);

    await database.query(
      "update tickets set ended_at = now(), outcome = 'closed' where conversation_id = $1",
      [inQueue],
    );
    await tell(inQueue);
    await until(() => elsewhere.gone.includes(inQueue) && supervisor.gone.includes(inQueue), 'the end');
  });

  it('tells the story of a conversation to whoever follows it, and what becomes of a message', async () => {
    const id = await openTicket();
    await say(id, 'Olá');
    using mine = await openWindow(nearUrl, near.people.attendant.token);
    using colleague = await openWindow(farUrl, near.people.other.token);
    const known = await mine.follow(id);
    assert.deepEqual(
      known?.map(({ body }) => body.from === 'citizen' && body.activity),
      [{ type: 'message', text: 'Olá' }],
    );
    await colleague.follow(id, 1);

    await book.tell(id, SINCE, {
      type: 'reply-added',
      activity: { type: 'message', text: 'Bom dia!' },
      reason: { dialog: 'desk', rule: 'person' },
      by: { personId: near.people.attendant.personId, name: 'Bia' },
    });
    await database.query(
      "insert into deliveries (conversation_id, seq, channel, address) values ($1, 2, 'web', $2)",
      [id, id],
    );
    await tell(id);
    const deliveries = (window: typeof mine) =>
      window.lines.flatMap(({ seq, body }) => (seq === 2 && 'delivery' in body ? [body.delivery] : []));
    await until(() => deliveries(mine).length > 0 && deliveries(colleague).length > 0, 'the reply');
    assert.equal(deliveries(colleague).at(-1), 'queued');

    await database.query("update deliveries set status = 'read' where conversation_id = $1", [id]);
    await far.core.news.tell({ type: 'deliveries', ids: [id] });
    await until(
      () => deliveries(mine).at(-1) === 'read' && deliveries(colleague).at(-1) === 'read',
      'that it was read',
    );
    colleague.socket.emit('unfollow', id);
    assert.deepEqual(await colleague.follow(id, 2), await mine.follow(id, 2));
  });

  it('shows a story to nobody who may not see it, and no longer than they may', async () => {
    const hidden = await openTicket('tributos');
    const seen = await openTicket();
    const assigned = await near.enter(['attendant'], { queues: [] });
    await database.query('update tickets set person_id = $2 where conversation_id = $1', [
      hidden,
      assigned.personId,
    ]);
    using mine = await openWindow(nearUrl, near.people.attendant.token);
    using theirs = await openWindow(farUrl, assigned.token);
    assert.equal(await mine.follow(hidden), null);
    assert.equal(await mine.follow(crypto.randomUUID()), null);
    assert.equal(await mine.follow('no id' as string), null);
    assert.notEqual(await theirs.follow(hidden), null);
    assert.notEqual(await mine.follow(seen), null);

    await database.query("update tickets set queue = 'tributos' where conversation_id = $1", [seen]);
    await say(seen, 'Segredo');
    await tell(seen);
    await until(() => mine.unfollowed.includes(seen), 'that it is not followed any more');
    await say(seen, 'Outro segredo');
    await tell(seen);
    // What comes after it came after the secret.
    const other = await openTicket();
    await tell(other);
    await until(() => mine.tickets.has(other), 'the next news');
    assert.deepEqual(mine.lines, []);
  });

  it('shows who is typing, to citizens and among colleagues', async () => {
    const id = await openTicket();
    using mine = await openWindow(nearUrl, near.people.attendant.token);
    using again = await openWindow(farUrl, near.people.attendant.token);
    using colleague = await openWindow(farUrl, near.people.other.token);
    await Promise.all([mine.follow(id), again.follow(id), colleague.follow(id)]);
    const [row] = await database.query<{ contact_id: string }>(
      'select contact_id from conversations where id = $1',
      [id],
    );
    const live = createLive(far.core.stream, log);
    const shown: unknown[] = [];
    await using _screen = await live.subscribe(row?.contact_id ?? '', (message) => void shown.push(message));

    mine.socket.emit('typing', id);
    await until(() => colleague.typing.length > 0 && shown.length > 0, 'that a person is typing');
    assert.deepEqual(colleague.typing, [
      { conversationId: id, who: { from: 'person', name: 'Bia Attendant' } },
    ]);
    assert.deepEqual(shown, [{ type: 'typing', conversationId: id, name: 'Bia' }]);

    await createTyping(near.core.stream, log).note({ channel: 'web', address: id });
    await until(() => mine.typing.length > 0 && again.typing.length > 0, 'that the citizen is typing');
    assert.deepEqual(again.typing, [{ conversationId: id, who: { from: 'citizen' } }]);
  });

  it('shows who is there', async () => {
    const late = await near.enter(['attendant'], { name: 'Dora' });
    using mine = await openWindow(nearUrl, near.people.attendant.token);
    const isOnline = () => mine.presences.get(late.personId)?.isOnline;
    assert.notEqual(isOnline(), true);
    {
      using _theirs = await openWindow(farUrl, late.token);
      await until(() => isOnline() === true, 'that she is there');
    }
    await database.query("update people set seen_at = now() - interval '1 hour' where id = $1", [
      late.personId,
    ]);
    await far.core.news.tell({ type: 'people', ids: [late.personId] });
    await until(() => isOnline() === false, 'that she is not there');
  });

  it('cuts off whoever signs out, with the other windows of the session', async () => {
    const leaving = await near.enter(['attendant']);
    using mine = await openWindow(nearUrl, leaving.token);
    using again = await openWindow(farUrl, leaving.token);
    using colleague = await openWindow(farUrl, near.people.other.token);
    const { status } = await near.call(leaving, 'DELETE', '/session');
    assert.equal(status, 204);
    await until(() => mine.isSignedOut && again.isSignedOut, 'both to be told');
    await until(() => !mine.socket.connected && !again.socket.connected, 'both to be cut off');
    assert.equal(colleague.isSignedOut, false);
    using late = connectWindow(farUrl, { token: leaving.token });
    await until(() => late.refusal !== undefined, 'the refusal');
    assert.equal(late.refusal, 'not-authenticated');
  });

  it('goes by new roles at once', async () => {
    const id = await openTicket();
    const moving = await near.enter(['attendant']);
    using mine = await openWindow(farUrl, moving.token);
    assert.notEqual(await mine.follow(id), null);
    await database.query("update people set queues = '{tributos}' where id = $1", [moving.personId]);
    await near.core.news.tell({ type: 'people', ids: [moving.personId] });
    await until(() => mine.me?.queues[0] === 'tributos', 'the welcome');
    await until(() => mine.unfollowed.includes(id), 'that it is not followed any more');
    await database.query('update people set active = false where id = $1', [moving.personId]);
    await near.core.news.tell({ type: 'people', ids: [moving.personId] });
    await until(() => mine.isSignedOut, 'the end');
  });

  it('lets in nobody without a session, and no other site’s page', async () => {
    using nobody = connectWindow(nearUrl, {});
    using elsewhere = connectWindow(nearUrl, {
      token: near.people.attendant.token,
      origin: 'https://other.example',
    });
    using own = await openWindow(nearUrl, near.people.attendant.token, { origin: nearUrl });
    await until(() => nobody.refusal !== undefined && elsewhere.refusal !== undefined, 'the refusals');
    assert.equal(nobody.refusal, 'not-authenticated');
    assert.equal(elsewhere.me, undefined);
    assert.equal(own.socket.connected, true);
  });

  it('lives beside the widget’s socket, and without websockets', async () => {
    using polling = await openWindow(nearUrl, near.people.attendant.token, { transports: ['polling'] });
    const chat = io(`${nearUrl}/chat`, { transports: ['websocket'], forceNew: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    chat.on('session', resolve);
    await promise;
    const id = await openTicket();
    await tell(id);
    await until(() => polling.tickets.has(id), 'the news');
    assert.equal(chat.connected, true);
    chat.disconnect();
  });

  it('tells a window that cannot follow that it missed something', async () => {
    using supervisor = await openWindow(nearUrl, near.people.supervisor.token);
    const line = (supervisor.socket.io.engine.transport as unknown as { ws: { _socket: Socket } }).ws;
    line._socket.pause();
    const alert = {
      kind: 'long-wait',
      ticketId: null,
      conversationId: null,
      at: SINCE,
      clock: null,
    } as const;
    const bulk = 'x'.repeat(200_000);
    const alerts = 200;
    for (let at = 0; at < alerts; at++)
      await near.core.news.tell({ type: 'alert', alert: { ...alert, alertId: String(at), queue: bulk } });
    line._socket.resume();
    await until(() => supervisor.stale > 0, 'that it missed something');
    assert.ok(supervisor.alerts.length < alerts, `${supervisor.alerts.length} were kept for it`);
  });

  it('has windows read again what may have been missed', async () => {
    using mine = await openWindow(farUrl, near.people.attendant.token);
    const id = await openTicket();
    await mine.follow(id);
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    // Told to nobody: the subscriptions are gone.
    await say(id, 'Alguém aí?');
    await until(() => mine.stale > 0, 'that something was missed');
    await until(() => mine.lines.length > 0, 'the line');
    assert.equal(mine.isSignedOut, false);
  });
});
