/**
 * Finds the public service somebody means, and walks them through its steps, documents, deadlines and
 * costs, as its catalogue tells them. Input: `SpecialistInput`. Output: `{ outcome, service?, found? }`.
 * What is in no catalogue goes on to the documents (`hands-over` to `ask-documentation`), but not what comes
 * from there, with `state: { tried: 'documents' }`: that is `unanswered`, and no service is shown for it unasked.
 *
 * Explanation: `found`, the services that came up with `score`, `named` and `said` (see
 * `search.ts`), and `searchMs`; empty where nothing was searched for.
 */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createPhrases, defineAgent, type Log, specialistInput } from '#assistant';
import { answer, indexServices, outputSchema, type Shelf } from './answer.ts';
import { readCatalogues } from './catalogue.ts';
import { openColloquial } from './colloquial.ts';
import { openFollowUps } from './follow-up.ts';
import { createServiceSearch } from './search.ts';

const settings = z.object({
  SERVICE_CATALOGUES: z
    .string()
    .optional()
    .transform((text) => text?.split(',').map((path) => path.trim()))
    .describe(
      'Catalogues of services, comma-separated: folders of .md services and .xml service charters, or .jsonl files; ' +
        'knowledge/services where not set.',
    ),
});

async function openCatalogues(paths: readonly string[], log: Log) {
  const startedAt = performance.now();
  const { services, findings } = await readCatalogues(paths);
  for (const finding of findings) log.warn({ ...finding }, 'part of a service catalogue cannot be used');
  const tookMs = Math.round(performance.now() - startedAt);
  log.info({ services: services.length, findings: findings.length, tookMs }, 'service catalogues read');
  return services;
}

export default defineAgent({
  input: specialistInput,
  output: outputSchema,
  permissions: { reads: [], model: 'none' },
  settings,
  timeoutMs: 5_000,
  concurrency: 16,
  async open({ settings: { SERVICE_CATALOGUES }, log, folder }): Promise<Shelf> {
    const home = fileURLToPath(new URL('../../knowledge/services/', folder));
    const services = await openCatalogues(SERVICE_CATALOGUES ?? [home], log);
    return {
      ...indexServices(services),
      search: createServiceSearch(services, await openColloquial(folder)),
      phrases: await createPhrases(folder),
      readFollowUp: await openFollowUps(folder),
    };
  },
  async run({ input, locale }, _context, shelf) {
    return answer(shelf, input, locale);
  },
});
