/** What the search over the documents is opened with. */
import { readFile } from 'node:fs/promises';
import { ROOT } from '../discover.ts';
import type { Embedder } from '../embedder.ts';
import { createOpenAiEmbedder } from '../embedders/openai.ts';
import type { KnowledgeOptions } from '../knowledge/search.ts';
import { parseSynonyms, type Synonyms } from '../knowledge/synonyms.ts';
import type { Settings } from '../settings.ts';

const SYNONYMS = 'knowledge/synonyms.yml';

/** @throws AssistantError `configuration`, with the line of what is wrong */
export async function readSynonyms(): Promise<Synonyms> {
  return parseSynonyms(await readFile(new URL(SYNONYMS, ROOT), 'utf8'), SYNONYMS);
}

/** Undefined where no embedding server is set. */
function createEmbedder(settings: Settings): Embedder | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_API_KEY: apiKey } = settings;
  return url === undefined || model === undefined ? undefined : createOpenAiEmbedder({ url, model, apiKey });
}

export const readSearchOptions = async (settings: Settings): Promise<KnowledgeOptions> => ({
  synonyms: await readSynonyms(),
  embedder: createEmbedder(settings),
  // Where agents run documents are read; whoever else searches need not embed them again.
  embeds: settings.ROLES.includes('agents'),
});
