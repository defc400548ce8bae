/** What an open page is sent: when its subscription to news comes late, and while the citizen waits for a person. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type ChatSocket, followLog } from '../channels/web/follow-log.ts';
import type { ChannelContext, LiveMessage } from '../src/channel.ts';
import type { EventBody } from '../src/event.ts';
import { until } from './helpers/servers.ts';

const CONVERSATION = '01a1ff0d-70ec-7346-8a9a-bfac8cdec572';
const REPLY = {
  conversationId: CONVERSATION,
  seq: 2,
  body: {
    type: 'reply-added',
    activity: { type: 'message', text: 'Boa tarde!' },
    reason: { dialog: 'greeting', rule: 'intent', response: 'hello' },
  },
  understanding: null,
  createdAt: new Date(),
};

it('a page whose subscription comes late is sent what was said before it came', async () => {
  const subscribed = Promise.withResolvers<AsyncDisposable>();
  let said: readonly object[] = [];
  const context = {
    log: { warn: () => undefined },
    subscribe: () => subscribed.promise,
    findContact: async () => 'contact',
    transcript: async () => said,
  } as unknown as ChannelContext;
  const sent: unknown[] = [];
  const socket = {
    disconnected: false,
    emit: (name: string, lines: readonly { seq: number }[]) =>
      name === 'lines' && sent.push(...lines.map(({ seq }) => seq)),
  } as unknown as ChatSocket;
  const follower = followLog({ socket, address: 'a', locale: undefined, networkAddress: '' }, context);
  // Not for ever: a page is served although nobody can tell it of news.
  await follower.follow('contact');
  assert.deepEqual(await follower.sync(null), []);
  said = [{ event: REPLY, delivery: null }];
  subscribed.resolve({ [Symbol.asyncDispose]: async () => undefined });
  await until(() => sent.length > 0, 'the reply');
  assert.deepEqual(sent, [2]);
});

it('a page of somebody who waits is told their place, until somebody takes them, and who then writes', async () => {
  const events: EventBody[] = [{ type: 'handoff-requested', queue: 'geral', reason: 'citizen-asked' }];
  let tell: (message: LiveMessage) => void = () => undefined;
  const context = {
    log: { warn: () => undefined },
    subscribe: async (_id: string, listener: typeof tell) => {
      tell = listener;
      return { [Symbol.asyncDispose]: async () => undefined };
    },
    findPlace: async () => ({ position: 3, estimate: { lowMs: 60_000, highMs: 300_000 }, isAttended: true }),
    transcript: async (_id: string, { afterSeq = 0 } = {}) =>
      events
        .map((body, index) => ({ event: { ...REPLY, body, seq: index + 1 }, delivery: null }))
        .filter(({ event }) => event.seq > afterSeq),
  } as unknown as ChannelContext;
  const sent: unknown[] = [];
  const socket = {
    disconnected: false,
    emit: (name: string, what: unknown) => name !== 'lines' && sent.push([name, what]),
  } as unknown as ChatSocket;
  const follower = followLog({ socket, address: 'a', locale: undefined, networkAddress: '' }, context);
  await follower.follow('contact');
  await follower.sync(null);
  await follower.showPlace();
  const place = (position: number) => ({ position, estimate: undefined, isAttended: true });
  tell({ type: 'queue', conversationId: CONVERSATION, place: place(1) });
  const to = { personId: 'p', name: 'Ana Souza' };
  await until(() => sent.length === 2, 'the place that moved');
  events.push({ type: 'ticket-assigned', ticketId: 't', to, by: null });
  tell({ type: 'log', conversationId: CONVERSATION });
  await until(() => sent.length === 3, 'the end of the wait');
  // Counted before somebody took them.
  tell({ type: 'queue', conversationId: CONVERSATION, place: place(1) });
  tell({ type: 'typing', conversationId: CONVERSATION, name: 'Ana' });
  await until(() => sent.length === 4, 'who types');
  assert.deepEqual(sent, [
    ['queue', { conversationId: CONVERSATION, position: 3, estimate: { lowMs: 60_000, highMs: 300_000 } }],
    ['queue', { conversationId: CONVERSATION, position: 1, estimate: null }],
    ['queue', null],
    ['typing', { name: 'Ana' }],
  ]);
});
