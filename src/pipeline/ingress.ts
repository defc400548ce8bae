/**
 * Ingress: checks what a channel received, keeps it exactly once, and rings. What it answers with a
 * receipt is in the database; what it refuses was refused whole.
 */
import { cleanText, type InboundActivity, MESSAGE_TEXT_LIMIT } from '../activity.ts';
import type { InboundMessage, Receipt } from '../channel.ts';
import type { Database } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Log } from '../log.ts';
import { type KeptMessages, keepMessages, type NewMessage } from '../store/messages.ts';
import type { Backlog } from './backlog.ts';
import { createBatcher } from './batcher.ts';
import type { NewsBoard } from './desk-news.ts';
import type { Doorbells } from './doorbells.ts';
import { within } from './within.ts';

export interface Ingress {
  /**
   * @throws AssistantError `empty-message`, `message-too-long`, `invalid-request`; `not-ready` when
   *   the database or the stream does not answer, `overloaded` when too much waits: try again
   */
  receive(channel: string, message: InboundMessage): Promise<Receipt>;
}

/** Longest native id, address and button value: far above any provider's, below an index entry's limit. */
const ID_LIMIT = 512;
const BATCHES = { limit: 200, spacing: { spacingMs: 2, busySpacingMs: 8 } };
const CLASHES = 3;
/** Messages that may wait to be written: more than a second's worth. */
const WAITING_LIMIT = 10_000;
/** Who has waited so long hears that it is to be sent again; kept after all, it is a duplicate then. */
const PATIENCE_MS = 3_000;

function checkText(text: string, limit: number): string {
  if (text.length > limit * 4) throw new AssistantError('message-too-long', String(limit));
  const clean = cleanText(text);
  if (clean === '') throw new AssistantError('empty-message');
  if (clean.length > limit) throw new AssistantError('message-too-long', String(limit));
  return clean;
}

function checkActivity(activity: InboundActivity): InboundActivity {
  if (activity.type === 'message') {
    return { type: 'message', text: checkText(activity.text, MESSAGE_TEXT_LIMIT) };
  }
  const { value, title } = activity;
  return { type: 'choice', value: checkText(value, ID_LIMIT), title: checkText(title, ID_LIMIT) };
}

function checkId(what: string, id: string): string {
  if (id !== '' && id.length <= ID_LIMIT && cleanText(id) === id) return id;
  throw new AssistantError('invalid-request', `${what} must be 1 to ${ID_LIMIT} visible characters.`);
}

/** A well-formed BCP 47 tag in its canonical form; Portuguese for anything else. */
function canonicalLocale(locale: string | undefined): string {
  if (locale === undefined || locale === DEFAULT_LOCALE) return DEFAULT_LOCALE;
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}

const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';
const isClash = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return code === UNIQUE_VIOLATION || code === DEADLOCK;
};

const notKept = (cause: unknown): AssistantError =>
  new AssistantError('not-ready', 'The message could not be kept. Send it again.', { cause });

export interface IngressOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly news: Pick<NewsBoard, 'tell'>;
  readonly backlog: Pick<Backlog, 'check'>;
  readonly log: Log;
}

export function createIngress({ database, doorbells, news, backlog, log }: IngressOptions): Ingress {
  /** Run again where another process kept the same message at the same moment: it is then found. */
  async function keep(messages: readonly NewMessage[], clashes = 0): Promise<KeptMessages> {
    try {
      return await database.transaction((transaction) => keepMessages(transaction, messages));
    } catch (error) {
      if (isClash(error) && clashes < CLASHES) return keep(messages, clashes + 1);
      log.error({ messages: messages.length, error: describeError(error) }, 'messages were not kept');
      throw notKept(error);
    }
  }

  async function keepAndRing(messages: readonly NewMessage[]): Promise<readonly Receipt[]> {
    const { receipts, atDesk } = await keep(messages);
    // Who reads it there need not wait for the turn, which may wait for the rest of what is being typed.
    if (atDesk.length > 0) void news.tell({ type: 'conversations', ids: atDesk });
    void doorbells.ringInbound(receipts.filter((each) => !each.duplicate).map((each) => each.conversationId));
    return receipts;
  }
  const writer = createBatcher<NewMessage, Receipt>(keepAndRing, BATCHES);

  return {
    async receive(channel, message) {
      backlog.check();
      if (writer.size > WAITING_LIMIT) throw new AssistantError('overloaded', '1', { retryAfterMs: 1_000 });
      const keeping = writer.add({
        channel,
        address: checkId('address', message.address),
        externalId: checkId('externalId', message.externalId),
        activity: checkActivity(message.activity),
        locale: canonicalLocale(message.locale),
      });
      return within(PATIENCE_MS, keeping).catch((error: unknown) => {
        throw error instanceof AssistantError ? error : notKept(error);
      });
    },
  };
}
