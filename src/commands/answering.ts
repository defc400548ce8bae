/** The documentation agent for the commands that measure it: end to end, over a database in memory. */
import type { Agent } from '../agent.ts';
import type { Database, Row } from '../database.ts';
import { openPglite } from '../databases/pglite.ts';
import { discover, ROOT } from '../discover.ts';
import type { Outline } from '../evaluation/question-set.ts';
import { openKnowledge } from '../knowledge/search.ts';
import type { KnowledgeSearch } from '../knowledge.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createContext, type OpenedAgent } from '../pipeline/agent-context.ts';
import { createMaskNow } from '../roles/core.ts';
import { openModel } from '../roles/model.ts';
import { readSearchOptions } from '../roles/search.ts';
import { readSettings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';

const NAME = 'documentation';

/** A question as a citizen asks it. */
export interface PosedQuestion {
  readonly question: string;
  /** Asked before it in the same conversation, oldest first. */
  readonly earlier?: readonly string[];
  readonly locale?: string;
}

export interface Answering extends AsyncDisposable {
  readonly database: Database;
  readonly knowledge: KnowledgeSearch;
  /** As in a conversation of its own; `ms` without the questions before it. */
  ask(question: PosedQuestion): Promise<{ readonly answer: Answer; readonly ms: number }>;
}

type Answer = Awaited<ReturnType<Agent['run']>>;

async function openAgent(): Promise<OpenedAgent> {
  const found = (await discover<Agent>('agent')).find(({ name }) => name === NAME);
  if (!found) throw new Error(`agents/${NAME} is not there`);
  const { extension: agent, folder } = found;
  const opened = await agent.open?.({ settings: {}, log: createLog('warn'), folder });
  return { name: NAME, agent, opened, tools: new Map() };
}

const taskOf = (input: Record<string, unknown>, locale: string) => ({
  taskId: crypto.randomUUID(),
  conversationId: crypto.randomUUID(),
  contactId: crypto.randomUUID(),
  dialog: 'evaluation',
  locale,
  input,
});

/**
 * Without a model and without vectors, unless LLM_URL and EMBEDDINGS_URL say where a server is.
 * @param fill puts the documents into the empty database
 */
export async function openAnswering(fill: (database: Database) => Promise<void>): Promise<Answering> {
  await using stack = new AsyncDisposableStack();
  const log = createLog('error');
  const settings = readSettings();
  const vectors = settings.EMBEDDINGS_URL !== undefined;
  const database = stack.use(await openPglite(undefined, { vectors }));
  await migrate(database);
  await fill(database);
  const knowledge = stack.use(await openKnowledge(database, log, await readSearchOptions(settings)));
  await knowledge.refresh();
  const model = openModel(settings, log, createMetrics());
  if (model) stack.use(model);
  const agent = await openAgent();
  const resources = { database, knowledge, model, createMask: createMaskNow };

  async function run(input: Record<string, unknown>, locale: string): Promise<Answer> {
    const parsed = agent.agent.input.parse(input) as never;
    const task = taskOf(parsed, locale) as Parameters<typeof createContext>[1];
    const signal = AbortSignal.timeout(agent.agent.timeoutMs);
    const live = { signal, log, partial: () => undefined, spend: () => undefined };
    return agent.agent.run(
      { ...task, input: parsed },
      createContext(agent, task, resources, live),
      agent.opened,
    );
  }

  async function ask({ question, earlier = [], locale = 'pt-BR' }: PosedQuestion) {
    const before: unknown[] = [];
    for (const one of earlier) {
      const { output } = await run({ question: one, earlier: before }, locale);
      before.push((output as { asked?: unknown }).asked ?? { question: one });
    }
    const startedAt = performance.now();
    const answer = await run({ question, earlier: before }, locale);
    return { answer, ms: performance.now() - startedAt };
  }
  const opened = stack.move();
  return { database, knowledge, ask, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The collections of this checkout. */
export const KNOWLEDGE = new URL('knowledge/', ROOT);

/** What the newest documents of a collection are divided into. */
export async function readOutline(database: Database, collection: string): Promise<Outline> {
  const rows = await database.query<Row & { document: string; headings: string[] }>(
    `select d.document, p.headings from documents d join passages p on p.document_id = d.id
     where d.collection = $1 and d.since is not null and d.until is null`,
    [collection],
  );
  const outline = new Map<string, Set<string>>();
  for (const { document, headings } of rows) {
    const known = outline.get(document) ?? new Set<string>();
    outline.set(document, new Set([...known, ...headings]));
  }
  return outline;
}
