/** Puts the passages of a file into a database, as one build. */
import type { Database } from '../database.ts';
import type { PassageLine } from '../evaluation/answered-questions.ts';
import { makeBuild } from '../knowledge/builds.ts';
import { lockKnowledge, stageDocuments } from '../knowledge/passages.ts';

/** The collection they are in. */
export const EVALUATED = 'evaluated';

/** So many at a time: they travel as one parameter. */
const BATCH = 2_000;

/**
 * Passages of one title are one document.
 * @param collectionOf the collection of a passage; passages of different ones are never one document
 */
export async function loadPassages(
  database: Database,
  passages: readonly PassageLine[],
  collectionOf: (passage: PassageLine) => string = () => EVALUATED,
): Promise<void> {
  const byDocument = Map.groupBy(passages, (passage) =>
    JSON.stringify([collectionOf(passage), passage.title || passage.id]),
  );
  const documents = [...byDocument.values()].map((own) => ({
    collection: own[0] ? collectionOf(own[0]) : EVALUATED,
    document: own[0]?.title || (own[0]?.id ?? ''),
    origin: 'file' as const,
    hash: '',
    title: own[0]?.title || (own[0]?.id ?? ''),
    locale: 'pt-BR',
    owner: '',
    audience: 'public' as const,
    mediaType: 'text/plain',
    passages: own.map(({ id, text }) => ({ passageId: id, headings: [], text: text.replaceAll('\0', ' ') })),
  }));
  const added: number[] = [];
  for (let at = 0; at < documents.length; at += BATCH)
    added.push(...(await stageDocuments(database, documents.slice(at, at + BATCH))));
  const collections = [
    { name: EVALUATED, title: EVALUATED, locale: 'pt-BR', owner: '', audience: 'public' as const },
  ];
  await database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    await makeBuild(transaction, { ended: [], added, collections, report: {} });
  });
}
