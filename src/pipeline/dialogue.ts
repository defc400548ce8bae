/**
 * Dialogue: takes turns. One at a time per conversation (the row is locked), many conversations in
 * one transaction. Rings and live messages follow the commit.
 */
import { v7 as createId } from 'uuid';
import type { Database } from '../database.ts';
import type { Metrics } from '../metrics.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { addDeadLetter } from '../store/dead-letters.ts';
import { type DecidedTurn, lockTurns, writeTurns } from '../store/turns.ts';
import type { Entry } from '../stream.ts';
import type { Conversation, Decision } from '../turn.ts';
import { type ConsumerOptions, startConsumer } from './consumer.ts';
import { type DecideOptions, decide } from './decide.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { type Doorbells, TURNS } from './doorbells.ts';
import type { Live } from './live.ts';

const BATCH = 100;
/** The queue that failed conversations go to, and the dialog that has the words for it. */
const FAILURE_QUEUE = 'geral';
const FAILURE_DIALOG = 'fallback';
const FAILURE_RESPONSE = 'failure';

export interface DialogueOptions extends Pick<ConsumerOptions, 'stream' | 'log'> {
  readonly database: Database;
  readonly library: DialogLibrary;
  readonly confidence: number;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly metrics: Metrics;
}

async function announce(turns: readonly DecidedTurn[], { doorbells, live }: DialogueOptions): Promise<void> {
  const outbound = new Map<string, string[]>();
  const tasks = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, id: string) =>
    map.set(key, [...(map.get(key) ?? []), id]);
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
  await Promise.all([
    doorbells.callOff(superseded),
    ...[...outbound].map(([channel, ids]) => doorbells.ringOutbound(channel, ids)),
    ...[...tasks].map(([agent, ids]) => doorbells.ringAgent(agent, ids)),
  ]);
}

/** What a citizen is told, and who is called, when their turn failed for good. */
function decideFailure(
  conversation: Conversation,
  error: string,
  deadLetterId: string,
  library: DialogLibrary,
): Decision {
  const values = { protocolNumber: formatProtocolNumber(conversation.protocolNumber) };
  const activity = library.render(FAILURE_DIALOG, FAILURE_RESPONSE, values, conversation.locale);
  const reason = { dialog: FAILURE_DIALOG, rule: 'failure', response: FAILURE_RESPONSE };
  return {
    state: { active: null, misses: 0 },
    status: 'waiting',
    queue: FAILURE_QUEUE,
    events: [
      { type: 'turn-failed', error, deadLetterId },
      { type: 'handoff-requested', queue: FAILURE_QUEUE, reason: 'turn-failed' },
      { type: 'reply-added', activity, reason },
    ],
  };
}

export function startDialogue(options: DialogueOptions): AsyncDisposable {
  const { database, library, confidence, stream, log } = options;
  const decideOptions: DecideOptions = { library, confidence, createTaskId: createId };

  async function takeTurns(ids: readonly string[]): Promise<readonly string[]> {
    const startedAt = performance.now();
    const { turns, busy } = await database.transaction(async (transaction) => {
      const locked = await lockTurns(transaction, ids);
      const turns = locked.conversations
        .filter((conversation) => conversation.unhandled.length > 0)
        .map((conversation) => ({ conversation, decision: decide(conversation, decideOptions) }));
      if (turns.length > 0) await writeTurns(transaction, turns);
      return { turns, busy: locked.busy };
    });
    options.metrics.turnsTaken(turns.length, performance.now() - startedAt);
    await announce(turns, options);
    return busy;
  }

  async function fail(entry: Entry, reason: string, attempts: number): Promise<void> {
    const conversationId = entry.fields['conversationId'] ?? null;
    const turns = await database.transaction(async (transaction) => {
      const letter = { stream: TURNS, fields: entry.fields, conversationId, reason, attempts };
      const deadLetterId = await addDeadLetter(transaction, letter);
      const { conversations } = await lockTurns(transaction, conversationId === null ? [] : [conversationId]);
      const failed = conversations
        .filter((conversation) => conversation.unhandled.length > 0)
        .map((conversation) => ({
          conversation,
          decision: decideFailure(conversation, reason, deadLetterId, library),
        }));
      if (failed.length > 0) await writeTurns(transaction, failed);
      return failed;
    });
    await announce(turns, options);
  }

  return startConsumer({
    stream,
    log,
    name: TURNS,
    batch: BATCH,
    concurrency: 1,
    async handle(entries) {
      const ids = new Set(entries.flatMap((entry) => entry.fields['conversationId'] ?? []));
      const busy = new Set(await takeTurns([...ids]));
      return entries.filter((entry) => busy.has(entry.fields['conversationId'] ?? ''));
    },
    bury: fail,
  });
}
