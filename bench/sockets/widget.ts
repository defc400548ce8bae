/** One open page, without a browser: connects, catches up and sends again as the widget does. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { ChatLine, ClientEvents, ClientMessage, ServerEvents } from '../../channels/web/protocol.ts';

/** The same as the widget's: see channels/web/widget/connection.ts. */
const ANSWER_TIMEOUT_MS = 15_000;
const RECONNECTION = { reconnectionDelay: 500, reconnectionDelayMax: 10_000 };

export type Widget = ReturnType<typeof createWidget>;

/** What this page has seen of the log; a line is known by its conversation and number. */
function createLog() {
  const keys = new Set<string>();
  const own = new Map<string, number>();
  let last: { conversationId: string; seq: number } | null = null;
  let answers = 0;
  return {
    place: () => last,
    answers: () => answers,
    /** How often a message stands in the log. */
    copies: (clientId: string) => own.get(clientId) ?? 0,
    add(lines: readonly ChatLine[]): void {
      for (const { conversationId, seq, body } of lines) {
        const key = `${conversationId}:${seq}`;
        if (keys.has(key)) continue;
        keys.add(key);
        if (!last || last.conversationId !== conversationId || last.seq < seq) last = { conversationId, seq };
        if (body.from === 'assistant') answers++;
        if (body.from === 'citizen' && body.clientId)
          own.set(body.clientId, (own.get(body.clientId) ?? 0) + 1);
      }
    },
  };
}

export function createWidget(url: string) {
  let token: string | undefined;
  const log = createLog();
  const changed = new EventTarget();
  const tell = () => changed.dispatchEvent(new Event('change'));
  const state = { synced: false, working: false, partialAt: 0, acknowledged: 0 };
  const written: string[] = [];
  const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/chat`, {
    forceNew: true,
    transports: ['websocket'],
    auth: (give) => give({ token, locale: 'pt-BR' }),
    ...RECONNECTION,
  });
  const startOver = () => socket.connected && socket.io.engine.close();

  socket.on('session', async (session) => {
    token = session.token;
    try {
      log.add(await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('sync', log.place()));
      state.synced = true;
      tell();
    } catch {
      startOver();
    }
  });
  socket.on('lines', (lines, seen) => {
    log.add(lines);
    seen(lines.at(-1)?.seq ?? 0);
    tell();
  });
  socket.on('working', (on) => {
    state.working = on;
  });
  socket.on('partial', () => {
    state.partialAt = Date.now();
  });
  socket.on('disconnect', () => {
    state.synced = false;
    state.working = false;
    // Sent away by the server: socket.io leaves coming back to us.
    if (!socket.active)
      setTimeout(() => socket.connect(), RECONNECTION.reconnectionDelay * (1 + Math.random()));
  });

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(changed, 'change');
  }

  async function deliver(message: ClientMessage): Promise<void> {
    for (;;) {
      await until(() => state.synced || log.copies(message.clientId) > 0);
      // It had arrived after all: the log shows it.
      if (log.copies(message.clientId) > 0) return;
      try {
        const answer = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('message', message);
        if (answer.ok) return;
        if (!answer.retryable) throw new TypeError(`refused: ${answer.code}`);
        await pause(answer.retryAfterMs ?? 500);
      } catch (error) {
        if (error instanceof TypeError) throw error;
        startOver();
        await pause(100);
      }
    }
  }

  return {
    state,
    synced: () => until(() => state.synced),
    /** Resolves when the message is acknowledged and answered. */
    async say(text: string): Promise<void> {
      const clientId = crypto.randomUUID();
      written.push(clientId);
      await deliver({ clientId, type: 'message', text });
      state.acknowledged++;
      const { length: wanted } = written;
      await until(() => log.answers() >= wanted);
    },
    counts: () => ({
      written: written.length,
      answered: Math.min(log.answers(), written.length),
      doubled:
        Math.max(0, log.answers() - written.length) +
        written.filter((clientId) => log.copies(clientId) > 1).length,
    }),
  };
}
