/** A house in whose log people asked the documents, written as the stages write it. */
import type { Database } from '../../src/database.ts';
import type { EventBody } from '../../src/event.ts';
import type { JsonObject } from '../../src/json.ts';
import { endTask } from '../../src/store/tasks.ts';

export interface AnsweredHouse {
  /** Returns its conversation. */
  open(locale?: string): Promise<string>;
  /** Returns the task. */
  ask(conversationId: string, question: string, agent?: string): Promise<string>;
  answer(conversationId: string, taskId: string, said: Said): Promise<void>;
  fail(conversationId: string, taskId: string): Promise<void>;
  feedBack(conversationId: string, said: JsonObject): Promise<void>;
  /** As if everything so far had happened so many days sooner. */
  age(days: number): Promise<void>;
}

export interface Said {
  readonly agent?: string;
  readonly text?: string;
  /** Ids of passages. */
  readonly cited?: readonly string[];
  readonly source?: 'model' | 'extractive';
  readonly explanation?: JsonObject;
}

const APPEND = `
  with moved as (update conversations set last_seq = last_seq + 1 where id = $1 returning last_seq)
  insert into events (conversation_id, seq, type, body) select $1, last_seq, $2, $3::jsonb from moved`;

let counter = 0;

export function openAnsweredHouse(database: Database): AnsweredHouse {
  const append = (conversationId: string, body: EventBody) =>
    database.query(APPEND, [conversationId, body.type, JSON.stringify(body)]);
  return {
    async open(locale = 'pt-BR') {
      const [contactId, id] = [crypto.randomUUID(), crypto.randomUUID()];
      await database.query('insert into contacts (id, locale) values ($1, $2)', [contactId, locale]);
      await database.query(
        `insert into conversations (id, contact_id, protocol_number, channel, address, locale)
         values ($1, $2, $3, 'web', $4, $5)`,
        [id, contactId, `p${++counter}-${id}`, id, locale],
      );
      return id;
    },
    async ask(conversationId, question, agent = 'documentation') {
      const taskId = crypto.randomUUID();
      const input = { question };
      await database.query(
        `insert into tasks (id, conversation_id, agent, dialog, input) values ($1, $2, $3, 'ask', $4::jsonb)`,
        [taskId, conversationId, agent, JSON.stringify(input)],
      );
      await append(conversationId, { type: 'task-started', taskId, agent, dialog: 'ask', input });
      return taskId;
    },
    async answer(
      conversationId,
      taskId,
      { agent = 'documentation', text, cited = [], source, explanation = {} },
    ) {
      const citations = cited.map((passageId, at) => ({ mark: at + 1, passageId, title: 't', quote: 'q' }));
      await endTask(database, conversationId, {
        type: 'task-answered',
        taskId,
        agent,
        dialog: 'ask',
        tookMs: 1,
        answer: {
          status: text === undefined ? 'unanswered' : 'answered',
          ...(text === undefined ? {} : { activity: { type: 'message', text, citations } }),
          output: source ? { source } : {},
          explanation,
        },
      });
    },
    async fail(conversationId, taskId) {
      const end = {
        taskId,
        agent: 'documentation',
        dialog: 'ask',
        error: 'no answer in 60000 ms',
        tookMs: 1,
      };
      await endTask(database, conversationId, { type: 'task-failed', ...end });
    },
    feedBack: async (conversationId, said) =>
      void (await append(conversationId, { type: 'feedback-given', ...said } as EventBody)),
    age: async (days) =>
      void (await database.query('update events set created_at = created_at - make_interval(days => $1)', [
        days,
      ])),
  };
}

/** Lines of Markdown are passages; a document per entry. Makes them the live build. */
export async function putDocuments(
  database: Database,
  documents: Readonly<
    Record<
      string,
      { readonly passages: readonly string[]; readonly validUntil?: string; readonly ended?: boolean }
    >
  >,
): Promise<void> {
  const [build] = await database.query<{ id: number }>(
    `insert into builds (collections, report) values
       ('[{"name": "taxes", "title": "Impostos"}, {"name": "parks", "title": "Parques"}]', '{}') returning id`,
  );
  const id = build?.id ?? 0;
  for (const [place, { passages, validUntil = null, ended = false }] of Object.entries(documents)) {
    const [collection = '', document = ''] = place.split('/');
    const [row] = await database.query<{ id: number }>(
      `insert into documents (collection, document, origin, hash, title, locale, owner, audience, media_type,
         valid_until, since, until)
       values ($1, $2, 'file', '', $2, 'pt-BR', 'Equipe', 'public', 'text/markdown', $3::date, $4, $5) returning id`,
      [collection, document, validUntil, ended ? id - 1 : id, ended ? id : null],
    );
    for (const passageId of passages)
      await database.query(
        `insert into passages (document_id, passage_id, headings, text, terms, frequencies)
         values ($1, $2, '[]', 'x', '{}', '{}')`,
        [row?.id, passageId],
      );
  }
  await database.query('update live_build set build = $1', [id]);
}
