/** Citizens with real turns, and people of the house who act on what they leave behind; nothing happens but what the test does. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database.ts';
import type { EventBody } from '../../src/event.ts';
import type { Passage } from '../../src/knowledge.ts';
import { createLog } from '../../src/log.ts';
import type { Person, PersonRole } from '../../src/person.ts';
import { createDeskActions } from '../../src/pipeline/desk-actions.ts';
import { loadDeskPhrases } from '../../src/pipeline/desk-cases.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { loadQueues } from '../../src/roles/queues.ts';
import { appendEvents, lockConversationsOf, writeConversation } from '../../src/store/append.ts';
import { addPerson } from '../../src/store/people.ts';
import { openHouse } from './turns.ts';

export const queues = await loadQueues();
const phrases = await loadDeskPhrases();

/** What the documents say. */
const PASSAGES: readonly Passage[] = [
  {
    passageId: 'poda-1',
    collection: 'geral',
    document: 'poda',
    title: 'Poda de árvore',
    headings: ['Prazo'],
    text: 'A poda é feita em até\n30 dias úteis.',
    address: 'https://vila.example/poda',
  },
];

export interface TicketRow extends Record<string, unknown> {
  id: string;
  queue: string;
  person_id: string | null;
  since: Date;
  answered_at: Date | null;
  awaiting_since: Date | null;
  extended_at: Date | null;
  ended_at: Date | null;
  outcome: string | null;
  labels: string[];
}

export async function openDeskHouse(database: Database) {
  const house = openHouse(database);
  const log = createLog('silent');
  const { stream, doorbells } = house;
  const actions = createDeskActions({
    ...{ database, doorbells, queues, phrases },
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
    knowledge: { readPassage: async (id) => PASSAGES.find(({ passageId }) => passageId === id) },
  });

  async function enter(roles: readonly PersonRole[], own: Partial<Person> = {}): Promise<Person> {
    const personId = randomUUID();
    const person: Person = {
      ...{ personId, login: `p-${personId}`, name: `Ana ${roles[0]}`, email: null, roles, queues: ['geral'] },
      ...{ skills: [], capacity: {}, locale: 'pt-BR', isActive: true },
      ...own,
    };
    await addPerson(database, person);
    return person;
  }

  return {
    ...house,
    actions,
    enter,
    /** Who does what to which conversation, under an id of its own. */
    by: (me: Person, conversationId: string, actionId: string = randomUUID()) => ({
      me,
      conversationId,
      actionId,
    }),
    /** Somebody who waits in a queue, having said something. */
    async waiting(queue = 'geral') {
      const citizen = await house.say('bom dia');
      await house.say(`queue ${queue}`, citizen.address);
      return citizen;
    },
    /** As if it had happened. */
    append: (conversationId: string, bodies: readonly EventBody[]) =>
      database.transaction(async (transaction) => {
        const [conversation] = await lockConversationsOf(transaction, [], [conversationId]);
        if (!conversation) throw new Error('there is no such conversation');
        appendEvents(
          transaction,
          conversation,
          bodies.map((body) => ({ body })),
        );
        writeConversation(transaction, conversation);
      }),
    /** All tickets of a conversation, oldest first; the open one is last. */
    tickets: (conversationId: string) =>
      database.query<TicketRow>(
        'select * from tickets where conversation_id = $1 order by ended_at nulls last, id',
        [conversationId],
      ),
    async events(conversationId: string): Promise<readonly EventBody[]> {
      const rows = await database.query<{ body: EventBody }>(
        'select body from events where conversation_id = $1 order by seq',
        [conversationId],
      );
      return rows.map(({ body }) => body);
    },
    async conversation(conversationId: string) {
      const [row] = await database.query<Record<string, unknown>>(
        'select * from conversations where id = $1',
        [conversationId],
      );
      if (!row) throw new Error('there is no such conversation');
      return row;
    },
  };
}

export type DeskHouse = Awaited<ReturnType<typeof openDeskHouse>>;
