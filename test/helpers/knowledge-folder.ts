/** A folder of documents of the test's own, ingested into the test's database. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from '../../src/database.ts';
import { type IngestReport, ingestAll } from '../../src/knowledge/ingest.ts';
import { type Knowledge, openKnowledge } from '../../src/knowledge/search.ts';
import { createLog, type Log } from '../../src/log.ts';
import { temporaryFolder } from './databases.ts';

const silent = createLog('silent');

export const SOURCES = 'title: Serviços\nlocale: pt-BR\nowner: Prefeitura\nsources:\n  - files: "*.*"\n';
export const document = (title: string, text: string) =>
  `---\ntitle: ${JSON.stringify(title)}\n---\n\n${text}\n`;

export const PODA = document(
  'Poda de árvore',
  `## Prazo

A poda demora até 15 dias úteis. Em emergência, ligue (00) 0000-0199.

## Solicitação

Para a **solicitação**, informe:

1. o endereço;
2. um ponto de [referência](https://mapa.example/a).

| Tipo | Preço |
|---|---|
| Poda | R$ 0,00 &amp; sem taxa |

<script>alert(1)</script>`,
);
export const IPTU = document('IPTU', 'O IPTU vence em março. A segunda via do CPF/RG não é feita aqui.');

/** A log whose warnings can be read. */
export function recordWarnings(): { log: Log; warnings: Record<string, unknown>[] } {
  const warnings: Record<string, unknown>[] = [];
  const log: Log = { ...silent, warn: (fields) => void warnings.push({ ...fields }), child: () => log };
  return { log, warnings };
}

export interface KnowledgeFolder extends AsyncDisposable {
  readonly path: string;
  readonly knowledge: Knowledge;
  put(path: string, content: string | Buffer): void;
  remove(path: string): void;
  ingest(log?: Log): Promise<IngestReport>;
  /** The documents of the passages that are found, best first. */
  documentsFor(question: string): Promise<string[]>;
}

/**
 * Holds the collection `servicos` with `poda.md` and `iptu.md`; what was in the database of other folders
 * is gone.
 */
export async function openKnowledgeFolder(database: Database): Promise<KnowledgeFolder> {
  const folder = temporaryFolder();
  const knowledge = await openKnowledge(database, silent);
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), content);
  };
  const ingest = async (log: Log = silent) => {
    const report = await ingestAll({ database, folder: folder.path, log });
    await knowledge.refresh();
    return report;
  };
  put('servicos/sources.yml', SOURCES);
  put('servicos/poda.md', PODA);
  put('servicos/iptu.md', IPTU);
  await ingest();
  return {
    path: folder.path,
    knowledge,
    put,
    remove: (path) => rmSync(join(folder.path, path), { recursive: true }),
    ingest,
    documentsFor: async (question) => (await knowledge.search(question)).map((passage) => passage.document),
    async [Symbol.asyncDispose]() {
      await knowledge[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
