/** Replay: looks at dead letters, and once somebody has mended the cause lets their work be done after all. */
import type { Database } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  type DeadLetterPage,
  findDeadLetter,
  type KeptDeadLetter,
  listDeadLetters,
} from '../store/dead-letters.ts';
import { type Replayed, replayDelivery, replayEvents, replayTask } from '../store/replay.ts';
import { agentOf, type Doorbells, INBOUND, outboundOf, TURNS } from './doorbells.ts';
import { FAILURE_QUEUE, FAILURE_REASON } from './turns.ts';

export interface DeadLetters {
  list(page: DeadLetterPage): Promise<readonly KeptDeadLetter[]>;
  find(id: string): Promise<KeptDeadLetter | undefined>;
  /**
   * Once per letter. Returns what was done, in a sentence.
   * @throws AssistantError `not-found`; `invalid-request` when it was replayed, or cannot be: nothing
   *   has changed then
   */
  replay(id: string): Promise<string>;
}

const FAILURE = { queue: FAILURE_QUEUE, reason: FAILURE_REASON };

/** What is left of a stream's name after its kind; undefined when it is of another kind. */
const nameIn = (stream: string, kind: string): string | undefined =>
  stream.startsWith(kind) ? stream.slice(kind.length) : undefined;

async function replayLetter(letter: KeptDeadLetter, database: Database, doorbells: Doorbells) {
  const { stream, fields, conversationId } = letter;
  const ring = async (replayed: Replayed, how: () => Promise<void>) => {
    if (replayed.rings) await how();
    return replayed.what;
  };
  const conversations = conversationId === null ? [] : [conversationId];
  if (stream === INBOUND || stream === TURNS) {
    const replayed = await replayEvents(database, letter, FAILURE);
    return ring(replayed, () => doorbells.ringInbound(conversations));
  }
  const channel = nameIn(stream, outboundOf(''));
  if (channel !== undefined) {
    const seq = fields['seq'] === undefined ? undefined : Number(fields['seq']);
    const replayed = await replayDelivery(database, letter, seq);
    return ring(replayed, () => doorbells.ringOutbound(channel, conversations));
  }
  const agent = nameIn(stream, agentOf(''));
  const taskId = fields['taskId'];
  if (agent !== undefined && taskId !== undefined) {
    const replayed = await replayTask(database, letter, taskId);
    return ring(replayed, () => doorbells.ringAgent(agent, [taskId]));
  }
  throw new AssistantError('invalid-request', `Nobody knows how to replay what the stream ${stream} held.`);
}

interface DeadLettersOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly log: Log;
}

export function createDeadLetters({ database, doorbells, log }: DeadLettersOptions): DeadLetters {
  return {
    list: (page) => listDeadLetters(database, page),
    find: (id) => findDeadLetter(database, id),
    async replay(id) {
      const letter = await findDeadLetter(database, id);
      if (!letter) throw new AssistantError('not-found', 'This dead letter');
      const what = await replayLetter(letter, database, doorbells);
      const { stream, conversationId } = letter;
      log.info({ deadLetterId: id, stream, conversationId, what }, 'a dead letter was replayed');
      return what;
    },
  };
}
