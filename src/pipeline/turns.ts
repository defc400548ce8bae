/**
 * Turns: many conversations in one transaction, each locked while its turn is taken. Rings and live
 * messages follow the commit.
 */
import { v7 as createId } from 'uuid';
import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { addDeadLetter, type DeadLetter } from '../store/dead-letters.ts';
import { type DecidedTurn, writeTurns } from '../store/decisions.ts';
import { type LockedTurns, lockTurns } from '../store/turns.ts';
import type { ReadMessage } from '../store/understanding.ts';
import type { Entry } from '../stream.ts';
import { type Conversation, type Decision, INITIAL_STATE } from '../turn.ts';
import { withPriority } from '../urgency.ts';
import type { Handled } from './consumer.ts';
import { type DecideOptions, decide } from './decide.ts';
import type { NewsBoard } from './desk-news.ts';
import type { DialogLibrary } from './dialog-library.ts';
import type { Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';
import { type ReadinessOptions, readReadiness } from './readiness.ts';

/** The queue that failed conversations go to, and the dialog that has the words for it. */
export const FAILURE_QUEUE = 'geral';
export const FAILURE_REASON = 'turn-failed';
const FAILURE_DIALOG = 'fallback';
const FAILURE_RESPONSE = 'failure';
/** How soon something comes again that was only busy elsewhere. */
const BUSY_DELAY_MS = 20;

export interface TurnsOptions extends Omit<DecideOptions, 'createTaskId'>, ReadinessOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly news: NewsBoard;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface Turns {
  /** Takes the turns that these entries ring for. @param read what their messages were understood as */
  take(entries: readonly Entry[], read?: readonly ReadMessage[]): Promise<Handled>;
  /** Gives up: the conversation goes to people, with what failed kept as a dead letter. */
  fail(letter: DeadLetter): Promise<void>;
}

export const conversationOf = (entry: Entry): string => entry.fields['conversationId'] ?? '';
export const conversationsOf = (entries: readonly Entry[]): string[] => [
  ...new Set(entries.map(conversationOf)),
];

async function announce(
  turns: readonly DecidedTurn[],
  { doorbells, live, news }: TurnsOptions,
): Promise<void> {
  const outbound = new Map<string, string[]>();
  const tasks = new Map<string, string[]>();
  const atDesk = turns.filter(
    ({ conversation, decision }) => conversation.status === 'waiting' || decision.status === 'waiting',
  );
  const add = (map: Map<string, string[]>, key: string, id: string) => {
    const list = map.get(key);
    if (list) list.push(id);
    else map.set(key, [id]);
  };
  for (const { conversation, decision } of turns) {
    const { conversationId, contactId, channel } = conversation;
    const replied = decision.events.some((event) => event.type === 'reply-added');
    if (replied) add(outbound, channel, conversationId);
    const started = decision.events.filter((event) => event.type === 'task-started');
    for (const { agent, taskId } of started) add(tasks, agent, taskId);
    // A reply is announced by its delivery; work that was begun is to be seen at once.
    if (started.length > 0) void live.publish(contactId, { type: 'log', conversationId });
  }
  const superseded = turns.flatMap(({ decision }) =>
    decision.events.flatMap((event) => (event.type === 'task-superseded' ? [event.taskId] : [])),
  );
  if (atDesk.length > 0) {
    const ids = atDesk.map(({ conversation }) => conversation.conversationId);
    void news.tell({ type: 'conversations', ids });
  }
  await Promise.all([
    doorbells.callOff(superseded),
    ...[...outbound].map(([channel, ids]) => doorbells.ringOutbound(channel, ids)),
    ...[...tasks].map(([agent, ids]) => doorbells.ringAgent(agent, ids)),
  ]);
}

/** A person has the conversation, and sees what was said: they need not be called. */
const noteFailure = (
  { locale, state, status, queue }: Conversation,
  error: string,
  deadLetterId: string,
): Decision => ({
  locale,
  state,
  status,
  queue,
  timers: [],
  said: new Map(),
  events: [{ type: 'turn-failed', error, deadLetterId }],
});

/** What a citizen is told, and who is called, when their turn failed for good. */
function decideFailure(
  conversation: Conversation,
  error: string,
  deadLetterId: string,
  library: DialogLibrary,
): Decision {
  if (conversation.isAttended) return noteFailure(conversation, error, deadLetterId);
  const values = { protocolNumber: formatProtocolNumber(conversation.protocolNumber) };
  const activity = library.render(FAILURE_DIALOG, FAILURE_RESPONSE, values, conversation.locale);
  const reason = { dialog: FAILURE_DIALOG, rule: 'failure', response: FAILURE_RESPONSE };
  return {
    locale: conversation.locale,
    // The timer that watched may be what failed: the next turn sets it anew.
    state: { ...INITIAL_STATE, priority: conversation.state.priority },
    status: 'waiting',
    queue: FAILURE_QUEUE,
    timers: [],
    said: new Map(),
    events: [
      { type: 'turn-failed', error, deadLetterId },
      // As at every handoff: people have the conversation now.
      ...conversation.openTasks.map(
        ({ taskId, agent }) => ({ type: 'task-superseded', taskId, agent }) as const,
      ),
      {
        type: 'handoff-requested',
        queue: FAILURE_QUEUE,
        reason: FAILURE_REASON,
        ...withPriority(conversation.state.priority),
      },
      { type: 'reply-added', activity, reason },
    ],
  };
}

/** What a batch of locked conversations came to. */
interface Batch {
  readonly turns: DecidedTurn[];
  /** By conversation. */
  readonly later: Map<string, number>;
  readonly failed: Map<string, unknown>;
}

function decideBatch(locked: LockedTurns, options: TurnsOptions & DecideOptions): Batch {
  const batch: Batch = { turns: [], later: new Map(), failed: new Map() };
  for (const conversation of locked.conversations) {
    const { conversationId } = conversation;
    try {
      const readiness = readReadiness(conversation, options);
      if (readiness.type === 'later') batch.later.set(conversationId, readiness.delayMs);
      if (readiness.type !== 'ready') continue;
      const decision = decide(conversation, options);
      // What was said since would be left behind, in a closed conversation: its own ring takes both.
      if (decision.status === 'closed' && locked.unfinished.has(conversationId)) continue;
      batch.turns.push({ conversation, decision });
    } catch (error) {
      // One that cannot be decided is no reason to keep the others waiting.
      batch.failed.set(conversationId, error);
    }
  }
  return batch;
}

export function createTurns(options: TurnsOptions): Turns {
  const { database, metrics, library } = options;
  const deciding = { ...options, createTaskId: createId };

  return {
    async take(entries, read = []) {
      const startedAt = performance.now();
      const { batch, busy } = await database.transaction(async (transaction) => {
        const locked = await lockTurns(transaction, conversationsOf(entries), read);
        const batch = decideBatch(locked, deciding);
        const ids = new Set(locked.conversations.map((conversation) => conversation.conversationId));
        writeTurns(
          transaction,
          batch.turns,
          read.filter((message) => ids.has(message.conversationId)),
        );
        return { batch, busy: new Set(locked.busy) };
      });
      metrics.turnsTaken(batch.turns.length, performance.now() - startedAt);
      await announce(batch.turns, options);
      return {
        later: entries.flatMap((entry) => {
          const id = conversationOf(entry);
          const delayMs = busy.has(id) ? BUSY_DELAY_MS : batch.later.get(id);
          return delayMs === undefined ? [] : [{ entry, delayMs }];
        }),
        failed: entries.flatMap((entry) =>
          batch.failed.has(conversationOf(entry))
            ? [{ entry, error: batch.failed.get(conversationOf(entry)) }]
            : [],
        ),
      };
    },
    async fail(letter) {
      const { conversationId, reason } = letter;
      const turns = await database.transaction(async (transaction) => {
        const ids = conversationId === null ? [] : [conversationId];
        const { conversations, busy } = await lockTurns(transaction, ids);
        if (busy.length > 0) throw new Error('the conversation is locked at this moment');
        const failing = conversations.filter((conversation) => conversation.unhandled.length > 0);
        // Another entry rang for the same, and was here before.
        if (failing.length === 0 && conversationId !== null) return [];
        const seqs = failing.flatMap(({ unhandled }) => unhandled.map((event) => event.seq));
        const deadLetterId = await addDeadLetter(transaction, { ...letter, seqs });
        const failed = failing.map((conversation) => ({
          conversation,
          decision: decideFailure(conversation, reason, deadLetterId, library),
        }));
        writeTurns(transaction, failed);
        return failed;
      });
      await announce(turns, options);
    },
  };
}
