/** Messages in, turns over a real database, replies out; nothing takes a turn but the test. */
import type { Database } from '../../src/database.ts';
import {
  cancelTimer,
  closeConversation,
  type Dialog,
  type DialogInput,
  handOff,
  reply,
  setTimer,
} from '../../src/dialog.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createIngress } from '../../src/pipeline/ingress.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { createTurns, type TurnsOptions } from '../../src/pipeline/turns.ts';
import { parseResponses } from '../../src/responses.ts';
import { findUnread } from '../../src/store/understanding.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import type { MessageUnderstanding } from '../../src/understanding.ts';
import { PLAIN_POLICY } from './policy.ts';

const RESPONSES = `
heard: "heard: {text}"
fired: fired
failure: failed
`;
const NOTHING_UNDERSTOOD: MessageUnderstanding = {
  intent: null,
  confidence: 0,
  certainty: 'unknown',
  alternatives: [],
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'test',
};
const metrics = createMetrics();
let counter = 0;

/** Does what it is told: `set NAME MS`, `cancel NAME`, `queue NAME`, `close`; says back anything else, as one message. */
function obey(text: string) {
  const [verb, name = '', ms] = text.split(' ');
  const after = Number(ms);
  if (verb === 'set') return setTimer(name, after, { after });
  if (verb === 'cancel') return cancelTimer(name);
  if (verb === 'queue') return handOff(name, 'told-to');
  if (verb === 'close') return closeConversation('told-to');
  return reply('heard', { text: text.replaceAll('\n', ' | ') });
}

function createClerk(inputs: DialogInput[], silences: number[]): Dialog {
  return {
    respond({ input, conversation }) {
      inputs.push(input);
      if (input.type === 'message') return [obey(input.text)];
      if (input.type !== 'timer') return [];
      silences.push(conversation.silentMs);
      // A name that begins so stands for a timer that has nothing to say.
      return input.name.startsWith('quiet') ? [] : [reply('fired')];
    },
  };
}

type Wishes = Partial<Pick<TurnsOptions, 'silenceMs' | 'burstWindowMs' | 'typingAgoMs' | 'tellsTyping'>>;

export function openHouse(database: Database, wishes: Wishes = {}) {
  const log = createLog('silent');
  const stream = openMemoryStream();
  const doorbells = createDoorbells(stream, log);
  const inputs: DialogInput[] = [];
  const silences: number[] = [];
  const dialogs = {
    'ask-documentation': createClerk(inputs, silences),
    inactivity: { respond: () => [] },
    fallback: { respond: () => [] },
    'talk-to-a-person': { respond: () => [] },
  };
  const responses = new Map([['pt-BR', parseResponses(RESPONSES, 'pt-BR')]]);
  const turns = createTurns({
    policy: PLAIN_POLICY,
    database,
    doorbells,
    log,
    metrics,
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
    library: createDialogLibrary(
      Object.entries(dialogs).map(([name, dialog]) => ({ name, dialog, responses })),
    ),
    silenceMs: 0,
    burstWindowMs: 0,
    policyOf: () => 'interrupt',
    placeOf: () => undefined,
    typingAgoMs: () => Number.POSITIVE_INFINITY,
    tellsTyping: () => false,
    ...wishes,
  });
  const ingress = createIngress({
    database,
    doorbells,
    log,
    news: createNewsBoard(stream, log),
    backlog: { check: () => undefined },
  });

  /** Keeps a message of a new person, or of the one who was given. */
  const receive = (text: string, address = `person-${++counter}`) =>
    ingress.receive('web', { address, externalId: `m${++counter}`, activity: { type: 'message', text } });
  /** Rings once; returns how long the turn wants to wait, or undefined where it was taken. */
  async function takeTurn(conversationId: string): Promise<number | undefined> {
    const unread = await findUnread(database, [conversationId]);
    const read = unread.map(({ seq }) => ({ conversationId, seq, understanding: NOTHING_UNDERSTOOD }));
    const { later, failed } = await turns.take([{ id: '1-0', fields: { conversationId } }], read);
    for (const { error } of failed ?? []) throw error;
    return later?.[0]?.delayMs;
  }
  return {
    stream,
    doorbells,
    turns,
    receive,
    takeTurn,
    /** What the dialog was handed, in order. */
    inputs,
    /** How long the conversation had been silent at each of its timers, in milliseconds. */
    silences,
    /** Receives, and takes the turn. Returns the receipt, with the address to go on with. */
    async say(text: string, address = `person-${++counter}`) {
      const receipt = await receive(text, address);
      await takeTurn(receipt.conversationId);
      return { ...receipt, address };
    },
    async replies(conversationId: string): Promise<readonly string[]> {
      const rows = await database.query<{ text: string }>(
        `select body->'activity'->>'text' as text from events
         where conversation_id = $1 and type = 'reply-added' order by seq`,
        [conversationId],
      );
      return rows.map(({ text }) => text);
    },
  };
}
