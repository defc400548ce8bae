/** The way through the widget's socket: a page that reconnects, to whichever gateway, and syncs. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type {
  Acknowledgement,
  ChatLine,
  ClientEvents,
  ClientMessage,
  ServerEvents,
} from '../channels/web/protocol.ts';
import type { Journal, Written } from './journal.ts';
import type { Person, Way } from './person.ts';
import { rereadAll } from './web-reading.ts';

const PATIENCE_MS = 4_000;
const RETRY_MS = 200;

interface Place {
  readonly conversationId: string;
  readonly seq: number;
}

/** What a page remembers from connection to connection. */
interface Memory {
  token: string | undefined;
  place: Place | null;
  /** Lines as they come. */
  show(lines: readonly ChatLine[]): void;
}

type PageSocket = Socket<ServerEvents, ClientEvents>;

const toMessage = ({ id, text, value }: Written): ClientMessage =>
  value === undefined
    ? { clientId: id, type: 'message', text }
    : { clientId: id, type: 'choice', value, title: text };

function createMemory(person: Person): Memory {
  const memory: Memory = {
    token: undefined,
    place: null,
    show(lines) {
      for (const { conversationId, seq, body } of lines) {
        if (body.from === 'assistant') {
          person.hear(`${conversationId}:${seq}`, { conversationId, seq, text: body.text });
        }
        const isNewer = memory.place?.conversationId !== conversationId || seq > memory.place.seq;
        if (isNewer) memory.place = { conversationId, seq };
      }
    },
  };
  return memory;
}

/**
 * One connection. @param onReady once it is up to date, and @param onOver when it is no more, or has
 * never been any
 */
function connect(gateway: string, memory: Memory, onReady: (socket: PageSocket) => void, onOver: () => void) {
  const socket: PageSocket = io(`${gateway}/chat`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: PATIENCE_MS,
    auth: memory.token === undefined ? {} : { token: memory.token },
  });
  let isOver = false;
  const leave = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(patience);
    socket.disconnect();
    onOver();
  };
  // A gateway that is paused says nothing at all.
  const patience = setTimeout(leave, 2 * PATIENCE_MS);
  socket.on('connect_error', leave);
  socket.on('disconnect', leave);
  socket.on('lines', (lines, seen) => {
    memory.show(lines);
    seen(lines.at(-1)?.seq ?? 0);
  });
  socket.on('session', (session) => {
    memory.token = session.token;
    const syncing = socket.timeout(PATIENCE_MS).emitWithAck('sync', memory.place);
    syncing.then((lines: readonly ChatLine[]) => {
      clearTimeout(patience);
      memory.show(lines);
      onReady(socket);
    }, leave);
  });
}

export function createSocketWay(person: Person, gateways: readonly string[], journal: Journal): Way {
  const { dice, name } = person;
  const memory = createMemory(person);
  const protocolNumbers = new Set<string>();
  const changes = new EventEmitter();
  let page: PageSocket | undefined;
  let isOpen = true;

  const onReady = (socket: PageSocket) => {
    page = socket;
    changes.emit('open');
  };
  const onOver = () => {
    page = undefined;
    if (isOpen) setTimeout(open, RETRY_MS);
  };
  const open = () => isOpen && connect(dice.pick(gateways), memory, onReady, onOver);
  open();

  /** Undefined when there was no answer: to be sent again. */
  async function send(message: Written): Promise<Acknowledgement | undefined> {
    const socket = page;
    if (!socket) return undefined;
    const sending = socket.timeout(PATIENCE_MS).emitWithAck('message', toMessage(message));
    const answer: Acknowledgement | undefined = await sending.catch(() => undefined);
    if (answer === undefined) socket.disconnect();
    return answer;
  }

  return {
    hasButtons: true,
    async write(message, end) {
      for (;;) {
        while (!page) await once(changes, 'open', { signal: end });
        const answer = await send(message);
        if (answer?.ok) {
          protocolNumbers.add(answer.protocolNumber);
          return person.accept(message, answer);
        }
        if (answer && !answer.retryable) {
          journal.refusals.push({ person: name, id: message.id, reason: answer.code });
          return;
        }
        await pause(RETRY_MS, undefined, { signal: end });
      }
    },
    reread: () => rereadAll(person, { gateways, dice, token: memory.token }, protocolNumbers),
    async [Symbol.asyncDispose]() {
      isOpen = false;
      page?.disconnect();
    },
  };
}
