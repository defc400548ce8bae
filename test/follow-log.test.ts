/** What an open page is sent when its subscription to news comes late. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type ChatSocket, followLog } from '../channels/web/follow-log.ts';
import type { ChannelContext } from '../src/channel.ts';
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
