/** The documentation agent as the pipeline runs it, and what each of its answers must keep to. */
import assert from 'node:assert/strict';
import documentation from '../../agents/documentation/agent.ts';
import type { Citation } from '../../src/activity.ts';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import type { AgentAnswer } from '../../src/event.ts';
import { cutDocument } from '../../src/knowledge/chunk.ts';
import { ingestFolder } from '../../src/knowledge/ingest.ts';
import { parseMarkdown } from '../../src/knowledge/markdown.ts';
import type { FoundPassage, KnowledgeSearch } from '../../src/knowledge.ts';
import { createLog } from '../../src/log.ts';
import type { Model } from '../../src/model.ts';
import { migrate } from '../../src/store/migrate.ts';

const log = createLog('silent');

/** A database that holds the documents of this checkout. */
export async function openDocuments(): Promise<Database> {
  const database = await openPglite(undefined);
  await migrate(database);
  await ingestFolder(database, new URL('../../knowledge/', import.meta.url), log);
  return database;
}

interface Asked {
  readonly knowledge: KnowledgeSearch;
  readonly model?: Model;
  readonly signal?: AbortSignal;
}

/** Runs the agent on a question, as the pipeline does. */
export async function ask(
  question: string,
  asked: Asked,
): Promise<{ answer: AgentAnswer; partials: string[] }> {
  const partials: string[] = [];
  const answer = await documentation.run(
    { taskId: 't', conversationId: 'c', contactId: 'p', locale: 'pt-BR', input: { question } },
    {
      signal: asked.signal ?? AbortSignal.timeout(20_000),
      log,
      knowledge: asked.knowledge,
      model: asked.model,
      partial: (text) => void partials.push(text),
      findProtocol: async () => undefined,
      fetch: () => Promise.reject(new Error('it asks no tool')),
    },
    undefined,
  );
  return { answer, partials };
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
    .flatMap((source, index) => cutDocument('c', `d${index}`, parseMarkdown(source)))
    .map((passage) => ({ ...passage, score: 10, coverage: 1 }));
  return {
    search: async () => passages,
    readPassage: async (id) => passages.find(({ passageId }) => passageId === id),
  };
}
