/** The documentation agent as the pipeline runs it, and what each of its answers must keep to. */
import assert from 'node:assert/strict';
import documentation, { openDesk } from '../../agents/documentation/agent.ts';
import { inputSchema } from '../../agents/documentation/input.ts';
import type { Citation } from '../../src/activity.ts';
import type { JudgedSentence } from '../../src/agent.ts';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import type { AgentAnswer } from '../../src/event.ts';
import type { JsonObject } from '../../src/json.ts';
import { cutDocument } from '../../src/knowledge/chunk.ts';
import { readMarkdown } from '../../src/knowledge/formats/markdown.ts';
import type { FoundPassage, KnowledgeSearch } from '../../src/knowledge.ts';
import { createLog } from '../../src/log.ts';
import type { Model } from '../../src/model.ts';
import { copyTemplate } from './database-template.ts';
import { temporaryFolder } from './databases.ts';

const log = createLog('silent');
const desk = await openDesk(new URL('../../agents/documentation/', import.meta.url));

/** A database that holds the documents of this checkout. */
export async function openDocuments(): Promise<Database> {
  const folder = temporaryFolder();
  await copyTemplate('documents', folder.path);
  const database = await openPglite(folder.path);
  return {
    ...database,
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

interface Asked {
  readonly knowledge: KnowledgeSearch;
  readonly model?: Model;
  readonly signal?: AbortSignal;
  readonly locale?: string;
  /** Of the task, beside the question. */
  readonly input?: JsonObject;
}

export interface Told {
  readonly answer: AgentAnswer;
  readonly partials: readonly string[];
  readonly judged: readonly JudgedSentence[];
}

/** Runs the agent on a question, as the pipeline does. */
export async function ask(question: string, asked: Asked): Promise<Told> {
  const partials: string[] = [];
  const judged: JudgedSentence[] = [];
  const { locale = 'pt-BR', knowledge, model, signal = AbortSignal.timeout(20_000) } = asked;
  const input = inputSchema.parse({ question, ...asked.input });
  const answer = await documentation.run(
    { taskId: 't', conversationId: 'c', contactId: 'p', locale, input },
    {
      signal,
      log,
      knowledge,
      model,
      partial: (text) => void partials.push(text),
      onJudged: (sentence) => void judged.push(sentence),
      findProtocol: async () => undefined,
      fetch: () => Promise.reject(new Error('it asks no tool')),
    },
    desk,
  );
  return { answer, partials, judged };
}

export const textOf = (answer: AgentAnswer): string => answer.activity?.text ?? '';
const citationsOf = (answer: AgentAnswer): readonly Citation[] => answer.activity?.citations ?? [];
/** Words that a citizen reads: marks are none. */
export const countWords = (text: string): number => text.replace(/\[\d+\]/g, '').match(/\S+/g)?.length ?? 0;

/** What each answer must keep to, whoever wrote it. */
export async function assertGrounded(answer: AgentAnswer, source: KnowledgeSearch): Promise<void> {
  const citations = citationsOf(answer);
  const marks = [...textOf(answer).matchAll(/\[(\d+)\]/g)].map(([, mark]) => Number(mark));
  assert.deepEqual(
    [...new Set(marks)],
    citations.map(({ mark }) => mark),
    'marks in the order of the text',
  );
  assert.ok(citations.length > 0);
  for (const { passageId, quote } of citations) {
    const passage = await source.readPassage(passageId);
    assert.ok(quote.length > 0 && passage?.text.includes(quote), `${quote} does not stand in ${passageId}`);
  }
}

/** A search that finds these documents, whatever is asked. */
export function findAlways(...sources: readonly string[]): KnowledgeSearch {
  const passages: FoundPassage[] = sources
    .flatMap((source, index) => cutDocument('c', `d${index}`, readMarkdown(Buffer.from(source), `d${index}`)))
    .map((passage) => ({ ...passage, score: 10, coverage: 1, confidence: 1 }));
  return {
    search: async () => passages,
    readPassage: async (id) => passages.find(({ passageId }) => passageId === id),
  };
}
