/**
 * Which reply answers which message, judged from the outside: a reply answers an earlier message of
 * its conversation that it fits, and each message at most once.
 */
import type { Acceptance, Heard, Written } from './journal.ts';
import type { ReplyKind } from './replies.ts';

/** A message with its place in a conversation. */
export interface Taken extends Written, Pick<Acceptance, 'conversationId' | 'seq'> {
  readonly acceptedAt: number;
}

export interface Matched {
  readonly answers: ReadonlyMap<Taken, Heard>;
  /** Replies that no message accounts for. */
  readonly surplus: readonly Heard[];
  /** Messages that no reply answers, nor one to another message that was joined with them. */
  readonly unanswered: readonly Taken[];
}

/**
 * A reply to a message comes before the person has written twice more: they write on when they have
 * their answer, and a message that is joined with others leaves a reply less, not one for later.
 */
const EXCHANGES = 2;

function findDeadlines(messages: readonly Taken[]): ReadonlyMap<Taken, number> {
  const begins = new Map<number, number>();
  for (const { exchange, seq } of messages) begins.set(exchange, Math.min(begins.get(exchange) ?? seq, seq));
  const later = [...begins].sort(([one], [other]) => one - other);
  return new Map(
    messages.map((message) => {
      const next = later.find(([exchange]) => exchange >= message.exchange + EXCHANGES);
      return [message, next?.[1] ?? Number.POSITIVE_INFINITY] as const;
    }),
  );
}

/**
 * Kuhn's algorithm: as many replies as possible find a message each, and among several the newest: an
 * older one that is left over was joined with others.
 */
function assign(messages: readonly Taken[], replies: readonly Heard[]): Map<Taken, Heard> {
  const deadlines = findDeadlines(messages);
  const answers = new Map<Taken, Heard>();
  const fits = (message: Taken, reply: Heard) =>
    message.seq < reply.seq &&
    reply.seq < (deadlines.get(message) ?? 0) &&
    message.expects.includes(reply.kind);
  const place = (reply: Heard, tried: Set<Taken>): boolean => {
    for (const message of messages) {
      if (tried.has(message) || !fits(message, reply)) continue;
      tried.add(message);
      const other = answers.get(message);
      if (other && !place(other, tried)) continue;
      answers.set(message, reply);
      return true;
    }
    return false;
  };
  for (const reply of replies) place(reply, new Set());
  return answers;
}

const isSameWish = (one: Taken, other: Taken): boolean =>
  one.expects.length === other.expects.length && one.expects.every((kind) => other.expects.includes(kind));

/** The longest that the assistant waits for the rest of what somebody is writing. */
const LONGEST_WINDOW_MS = 2_500;

/** Written together, or the one came late and was still unanswered when the other was written. */
const isInRow = (message: Taken, other: Taken): boolean =>
  message.exchange === other.exchange ||
  (Math.abs(message.exchange - other.exchange) === 1 &&
    Math.abs(message.acceptedAt - other.acceptedAt) <= LONGEST_WINDOW_MS);

/**
 * Words in a row become one turn, understood as the urgent one among them or as the longest; of two
 * questions of a kind the newer takes the older one up. A tapped button is always answered by itself.
 */
function isJoined(message: Taken, other: Taken, answer: Heard): boolean {
  if (message === other || !isInRow(message, other) || answer.seq < message.seq) return false;
  if (message.value !== undefined || other.value !== undefined) return false;
  const outweighs = other.isUrgent || (!message.isUrgent && other.text.length >= message.text.length);
  return outweighs || isSameWish(message, other);
}

/** Said behind an answer, in the same turn, by a dialog that was in the middle of something: part of that answer. */
const GOES_ON: ReadonlySet<ReplyKind> = new Set(['portal-services/go-on']);

/** @param messages, and @param replies, of one conversation */
export function matchReplies(messages: readonly Taken[], replies: readonly Heard[]): Matched {
  const inOrder = <Item extends { seq: number }>(items: readonly Item[]) =>
    items.toSorted((one, other) => one.seq - other.seq);
  const answers = assign(inOrder(messages).toReversed(), inOrder(replies));
  const used = new Set(answers.values());
  const isBehindAnswer = ({ kind, seq }: Heard): boolean =>
    GOES_ON.has(kind) && [...used].some((answer) => answer.seq === seq - 1);
  return {
    answers,
    surplus: replies.filter((reply) => !used.has(reply) && !isBehindAnswer(reply)),
    unanswered: messages.filter(
      (message) =>
        !answers.has(message) &&
        !answers.entries().some(([other, answer]) => isJoined(message, other, answer)),
    ),
  };
}
