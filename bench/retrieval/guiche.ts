/** The search as the program runs it, over PGlite or a PostgreSQL server: prints its figures. */
import { setTimeout as pause } from 'node:timers/promises';
import { loadPassages } from '../../src/commands/load-passages.ts';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { makeBuild } from '../../src/knowledge/builds.ts';
import { lockKnowledge, stageDocuments } from '../../src/knowledge/passages.ts';
import { type Knowledge, openKnowledge } from '../../src/knowledge/search.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startPostgres } from '../../test/helpers/servers.ts';
import { round } from '../parts/figures.ts';
import { type CorpusName, readCorpus } from './corpus.ts';
import { heldMb, timeQuestions } from './measure.ts';

const log = createLog('silent');
/** A word that no passage has. */
const NEW_WORD = 'xilofonistas';
const LOOK_MS = 5;

async function openDatabase(kind: string, stack: AsyncDisposableStack): Promise<Database> {
  if (kind === 'pglite') return stack.use(await openPglite(undefined));
  const server = stack.use(await startPostgres());
  return stack.use(await openPostgres(server.url, 10, log));
}

/** The longest time that nothing else could be done. */
function watchBlocking(): () => number {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function untilFound(knowledge: Knowledge, isThere: boolean): Promise<number> {
  const startedAt = performance.now();
  while ((await knowledge.search(NEW_WORD)).length > 0 !== isThere) await pause(LOOK_MS);
  return performance.now() - startedAt;
}

/** How long after the commit a process that is told nothing finds a new passage, and no longer a deleted one. */
async function measureVisibility(database: Database, knowledge: Knowledge) {
  const added = await stageDocuments(database, [
    {
      ...{
        collection: 'new',
        document: 'new',
        origin: 'file',
        hash: '',
        title: 'Novo',
        locale: 'pt-BR',
        owner: '',
      },
      ...{ audience: 'public', mediaType: 'text/plain' },
      passages: [{ passageId: 'new', headings: [], text: `Curso para ${NEW_WORD}.` }],
    },
  ]);
  const change = (changes: { ended: readonly number[]; added: readonly number[] }) =>
    database.transaction(async (transaction) => {
      await lockKnowledge(transaction);
      await makeBuild(transaction, { ...changes, collections: [], report: {} });
    });
  await change({ ended: [], added });
  const insertedMs = await untilFound(knowledge, true);
  await change({ ended: added, added: [] });
  return { insertedMs: round(insertedMs), deletedMs: round(await untilFound(knowledge, false)) };
}

const [kind = '', name = ''] = process.argv.slice(2);
const { passages, questions } = await readCorpus(name as CorpusName);
await using stack = new AsyncDisposableStack();
const database = await openDatabase(kind, stack);
await migrate(database);
const writtenAt = performance.now();
await loadPassages(database, passages);
const writeMs = performance.now() - writtenAt;
const before = heldMb();
const knowledge = stack.use(await openKnowledge(database, log));
const blocked = watchBlocking();
const loadedAt = performance.now();
await knowledge.refresh();
const loadMs = performance.now() - loadedAt;
const blockedMs = blocked();
const indexMb = heldMb() - before;
const times = await timeQuestions(questions, (question) => knowledge.search(question));
process.stdout.write(
  JSON.stringify({
    ...{
      writeMs: round(writeMs),
      loadMs: round(loadMs),
      blockedMs: round(blockedMs),
      indexMb: round(indexMb),
    },
    ...times,
    searchedMb: round(heldMb() - before),
    ...(await measureVisibility(database, knowledge)),
  }),
);
