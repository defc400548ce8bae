/** A person: writes, waits for the answer, writes again. What they do and see goes into the journal. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createDice, type Dice } from './dice.ts';
import type { Acceptance, Heard, Journal, Written } from './journal.ts';
import { matchReplies, type Taken } from './matching.ts';
import type { KnowReply } from './replies.ts';
import { type Line, type Standing, writeNext } from './script.ts';

/** Where a message was put, as the program says. */
export type Receipt = Pick<Acceptance, 'conversationId' | 'seq'> & { readonly protocolNumber: string };

export interface Person {
  readonly name: string;
  readonly dice: Dice;
  readonly haste: number;
  readonly standing: Standing;
  note(line: Line, exchange: number): Written;
  accept(message: Written, receipt: Receipt): void;
  /** A reply as it comes; one whose key came before is not heard again. */
  hear(key: string, reply: Pick<Heard, 'conversationId' | 'seq' | 'text'>): void;
  /** Resolves when all messages of the exchange are answered. @throws when `end` aborts */
  answered(exchange: number, end: AbortSignal): Promise<void>;
}

/** How a person's messages travel. Replies come by themselves. */
export interface Way extends AsyncDisposable {
  readonly hasButtons: boolean;
  /** Resolves when the program has accepted it; repeats it until then. */
  write(message: Written, end: AbortSignal): Promise<void>;
  /** Looks once more at everything that was said. */
  reread(): Promise<void>;
}

export interface PersonOptions {
  readonly name: string;
  readonly seed: number;
  /** See `Habits`. */
  readonly haste: number;
  readonly journal: Journal;
  readonly knowReply: KnowReply;
}

const QUEUED = new Set(['talk-to-a-person/handed-off', 'talk-to-a-person/waiting', 'fallback/failure']);
const UNQUEUED = new Set(['talk-to-a-person/back', 'goodbye/goodbye']);

export function createPerson({ name, seed, haste, journal, knowReply }: PersonOptions): Person {
  const taken = new Map<string, Taken>();
  const written: Written[] = [];
  const heard: Heard[] = [];
  const known = new Set<string>();
  const news = new EventEmitter();
  let protocolNumber: string | undefined;
  let isWaiting = false;
  let isLeaving = false;

  function isAnswered(exchange: number): boolean {
    const own = written.filter((message) => message.exchange === exchange);
    const places = own.flatMap((message) => taken.get(message.id) ?? []);
    if (places.length < own.length) return false;
    return [...new Set(places.map((place) => place.conversationId))].every((id) => {
      const inHere = ({ conversationId }: Taken | Heard) => conversationId === id;
      const { unanswered } = matchReplies([...taken.values()].filter(inHere), heard.filter(inHere));
      return !unanswered.some((message) => message.exchange === exchange);
    });
  }

  return {
    name,
    haste,
    dice: createDice(seed, 'person', name),
    get standing() {
      return { isWaiting, isLeaving, protocolNumber };
    },
    note({ text, value, expects, isUrgent = false }, exchange) {
      const id = `${name}-${written.length + 1}`;
      const tapped = value === undefined ? {} : { value };
      const message = { person: name, id, exchange, text, expects, isUrgent, at: journal.now(), ...tapped };
      written.push(message);
      journal.written.push(message);
      return message;
    },
    accept(message, receipt) {
      const { conversationId, seq } = receipt;
      const at = journal.now();
      journal.accepted.push({ person: name, id: message.id, conversationId, seq, at });
      if (taken.has(message.id)) return;
      taken.set(message.id, { ...message, conversationId, seq, acceptedAt: at });
      protocolNumber = receipt.protocolNumber;
      news.emit('news');
    },
    hear(key, { conversationId, seq, text }) {
      if (known.has(key)) return;
      known.add(key);
      const reply = { person: name, conversationId, seq, text, kind: knowReply(text), at: journal.now() };
      isWaiting = QUEUED.has(reply.kind) || (isWaiting && !UNQUEUED.has(reply.kind));
      isLeaving = reply.kind === 'goodbye/goodbye';
      heard.push(reply);
      journal.heard.push(reply);
      news.emit('news');
    },
    async answered(exchange, end) {
      while (!isAnswered(exchange)) await once(news, 'news', { signal: end });
    },
  };
}

const SHORTEST_THOUGHT_MS = 50;
const LONGEST_THOUGHT_MS = 1_500;

/**
 * Lives until `evening`, and then waits for the answers that are missing.
 * @param end what has not been answered by then stays so
 */
export async function live(person: Person, way: Way, evening: AbortSignal, end: AbortSignal): Promise<void> {
  const { dice, haste } = person;
  await pause(dice.between(0, LONGEST_THOUGHT_MS), undefined, { signal: end });
  for (let exchange = 0; !evening.aborted; exchange++) {
    const lines = writeNext(dice, person.standing, { hasButtons: way.hasButtons, haste });
    const messages = lines.map(async (line) => {
      await pause(line.afterMs, undefined, { signal: end });
      await way.write(person.note(line, exchange), end);
    });
    await Promise.all(messages);
    await person.answered(exchange, end);
    await pause(dice.between(SHORTEST_THOUGHT_MS, LONGEST_THOUGHT_MS), undefined, { signal: end });
  }
}
