/** People at the far ends: in the chat, by text messages, and on a telephone. */
import { io, type Socket } from 'socket.io-client';
import type {
  Acknowledgement,
  ChatLine,
  ClientEvents,
  ClientMessage,
  ServerEvents,
} from '../../channels/web/protocol.ts';
import { readPlain, readSpoken, type Shown } from './conversation-words.ts';
import { postEvents, type Receiver, unique } from './webhook.ts';

/** `tap`: the button with that title, however the channel shows it. */
export interface Act {
  readonly kind: 'user' | 'tap' | 'key';
  readonly text: string;
}

export interface Taken {
  readonly conversationId: string;
  readonly seq: number;
}

export interface Person extends Disposable {
  /** @throws Error when it cannot be done, or was not taken */
  act(act: Act): Promise<Taken>;
  /** What of the assistant's they have before them; undefined while it is on its way. */
  heard(conversationId: string, seq: number): Shown | undefined;
  /** Where to go on after a restart. */
  moveTo(url: string): Promise<void>;
}

const ANSWER_WITHIN_MS = 10_000;

/** In the web chat, as its widget speaks. */
export async function enterChat(url: string, locale: string | undefined): Promise<Person> {
  const lines = new Map<string, ChatLine>();
  let token: string | undefined;
  let socket: Socket<ServerEvents, ClientEvents>;
  async function connect(to: string): Promise<void> {
    const auth = { ...(token === undefined ? {} : { token }), ...(locale === undefined ? {} : { locale }) };
    socket = io(`${to}/chat`, { transports: ['websocket'], forceNew: true, auth });
    socket.on('lines', (fresh, seen) => {
      for (const line of fresh) lines.set(`${line.conversationId} ${line.seq}`, line);
      seen(fresh.at(-1)?.seq ?? 0);
    });
    socket.once('session', (session) => {
      token = session.token;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('session', () => resolve());
      socket.once('connect_error', reject);
    });
  }
  await connect(url);

  const toMessage = ({ kind, text }: Act): ClientMessage => {
    const clientId = crypto.randomUUID();
    if (kind !== 'tap') return { clientId, type: 'message', text };
    const bodies = [...lines.values()].map(({ body }) => body).reverse();
    const buttons = bodies.flatMap((body) => (body.from === 'assistant' ? body.buttons : []));
    const button = buttons.find(({ title }) => title === text);
    if (!button) throw new Error(`there is no button “${text}”`);
    return { clientId, type: 'choice', ...button };
  };
  return {
    async act(act) {
      const message = toMessage(act);
      const taken: Acknowledgement = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('message', message);
      if (!taken.ok) throw new Error(`the message was not taken: ${taken.code}`);
      return taken;
    },
    heard(conversationId, seq) {
      const body = lines.get(`${conversationId} ${seq}`)?.body;
      if (body?.from !== 'assistant') return undefined;
      return { text: body.text, buttons: body.buttons.map(({ title }) => title) };
    },
    async moveTo(next) {
      socket.disconnect();
      await connect(next);
    },
    [Symbol.dispose]: () => void socket.disconnect(),
  };
}

interface Line {
  readonly receiver: Receiver;
  readonly locale: string | undefined;
  /** Where nothing can be written. */
  readonly isTelephone: boolean;
}

const OTHER_THAN_KEYS = /[^\d#*]/g;

/** By the webhook channel, without buttons. */
export function takeLine(url: string, { receiver, locale, isTelephone }: Line): Person {
  const from = unique('person');
  let at = url;
  let offered: readonly string[] = [];
  /** What goes before the place. */
  let prefix = '';
  const own = () => receiver.received.filter(({ callback }) => callback.to === from);

  /** A phone shows the parts of a long message as one. */
  function heard(conversationId: string, seq: number): Shown | undefined {
    const parts = own().filter(
      ({ callback }) => callback.conversationId === conversationId && callback.seq === seq,
    );
    if (!parts.some(({ callback }) => callback.id === `${conversationId}:${seq}`)) return undefined;
    const byId = new Map(parts.map(({ callback }) => [callback.id, callback.text]));
    const message = [...byId.values()].join('\n');
    const shown = isTelephone ? readSpoken(message) : readPlain(message);
    const [first = ''] = shown.buttons;
    // Options without numbers are answered in words.
    offered = !isTelephone && message.includes(`- ${first}\n`) ? [] : shown.buttons;
    prefix = /(?:asterisco|star) 1\.$/m.test(message) ? '*' : '';
    return shown;
  }

  function toText({ kind, text }: Act): string {
    if (kind !== 'tap') return isTelephone ? text.replace(OTHER_THAN_KEYS, '') : text;
    const place = offered.indexOf(text) + 1;
    if (place > 0) return `${prefix}${place}`;
    if (isTelephone) throw new Error(`no key is for “${text}”: ${offered.join(' | ') || 'none is offered'}`);
    return text;
  }
  return {
    async act(act) {
      const event = { type: 'message', id: unique('message'), from, text: toText(act) };
      const { results, code } = await postEvents(at, [locale === undefined ? event : { ...event, locale }]);
      const [result] = results;
      if (result && 'conversationId' in result) return result;
      throw new Error(`the message was not taken: ${JSON.stringify(result ?? code)}`);
    },
    heard,
    async moveTo(next) {
      at = next;
    },
    [Symbol.dispose]: () => undefined,
  };
}
