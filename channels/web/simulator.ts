/** A visitor without a browser: speaks to the gateway as the widget does. */

import { io, type Socket } from 'socket.io-client';
import { defineSimulator, type OutboundActivity } from '#assistant';
import type { Acknowledgement, ChatLine, ClientEvents, ClientMessage, ServerEvents } from './protocol.ts';

const ANSWER_WITHIN_MS = 10_000;

function toActivity({ body }: ChatLine): OutboundActivity | undefined {
  if (body.from !== 'assistant' && body.from !== 'person') return undefined;
  const { text, buttons, citations } = body;
  const files = body.from === 'person' ? { files: body.files } : {};
  return { type: 'message', text, buttons, citations, ...files };
}

export default defineSimulator(async () => ({
  variables: {},
  async connect(url) {
    const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/chat`, {
      transports: ['websocket'],
      forceNew: true,
    });
    const heard: OutboundActivity[] = [];
    socket.on('lines', (lines, seen) => {
      heard.push(...lines.flatMap((line) => toActivity(line) ?? []));
      seen(lines.at(-1)?.seq ?? 0);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('session', () => resolve());
      socket.once('connect_error', reject);
    });
    return {
      heard,
      async say(text, id) {
        const message: ClientMessage = { clientId: id, type: 'message', text };
        const answer: Acknowledgement = await socket
          .timeout(ANSWER_WITHIN_MS)
          .emitWithAck('message', message);
        if (!answer.ok) throw new Error(answer.code);
      },
      [Symbol.asyncDispose]: async () => void socket.disconnect(),
    };
  },
  [Symbol.asyncDispose]: async () => undefined,
}));
