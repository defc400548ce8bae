/** NLU: reads messages, and learns how from the dialogs' phrases. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addCorpusEntities } from '../corpora/corpus-entities.ts';
import { groupExamples, readDialogCorpora } from '../corpora/dialog-corpora.ts';
import { type Circumstances, openReloading, type Reloading } from '../corpora/reloading.ts';
import { loadDialogs } from '../dialog-folders.ts';
import { ROOT } from '../discover.ts';
import { findEntities as findBuiltIn } from '../entities.ts';
import { TIME_ZONE } from '../locale.ts';
import { loadOpenAiClient } from '../models/openai.ts';
import { createDialogLibrary, type LoadedDialog } from '../pipeline/dialog-library.ts';
import { startNlu } from '../pipeline/nlu.ts';
import type { Turns } from '../pipeline/turns.ts';
import type { RecognizerKind } from '../recognizer.ts';
import { RECOGNIZER_KINDS } from '../recognizers/kinds.ts';
import { trainApart } from '../recognizers/train-apart.ts';
import { openRecognizer } from '../recognizers/trained.ts';
import type { Settings } from '../settings.ts';
import { createDescriber } from '../understanding/describe.ts';
import { createJudge } from '../understanding/judge.ts';
import { createUnderstanding } from '../understanding/understand.ts';
import type { Judge, Understand } from '../understanding.ts';
import type { Core } from './core.ts';
import { openLanguageDetector } from './language.ts';
import { takeReadings } from './trials.ts';

const DIALOGS = fileURLToPath(new URL('dialogs/', ROOT));

/** What a process needs before it has a database. */
type Beginning = Pick<Core, 'settings' | 'log'>;

/**
 * What is learnt from the dialogs' phrases: anew, where they change. In a thread of its own: at the
 * start the database is opened meanwhile, and later messages are read.
 */
async function learn(
  { settings, log }: Beginning,
  dialogs: readonly LoadedDialog[],
  { signal }: Circumstances,
) {
  const corpora = await readDialogCorpora(DIALOGS);
  const examples = groupExamples(corpora, log);
  const open = (kind: RecognizerKind, learnt: typeof examples) =>
    openRecognizer({
      kind: trainApart(kind, signal),
      examples: learnt,
      cacheFolder: settings.MODELS_DIR ?? join(settings.DATA_DIR, 'models'),
      log,
    });
  const recognizer = await open(RECOGNIZER_KINDS[settings.RECOGNIZER], examples);
  const detectLanguage = await openLanguageDetector({
    examples,
    dialogs,
    open: (samples) => open(RECOGNIZER_KINDS.linear, samples),
  });
  const findEntities = addCorpusEntities(findBuiltIn, corpora);
  const understand = createUnderstanding({ recognizer, detectLanguage, findEntities, timeZone: TIME_ZONE });
  return { examples, understand };
}

type Learnt = Awaited<ReturnType<typeof learn>>;

/** Where there is a model server, and it may be asked. */
async function openJudge(
  { settings, log, model }: Core,
  dialogs: readonly LoadedDialog[],
  learnt: () => Learnt,
): Promise<Judge | undefined> {
  const budgetMs = settings.LLM_INTENT_MS;
  if (!model || budgetMs === 0) return undefined;
  await loadOpenAiClient();
  const library = createDialogLibrary(dialogs);
  return createJudge({
    model,
    describe: (intent, locale) => createDescriber(learnt().examples, library)(intent, locale),
    budgetMs,
    log,
  });
}

/** How often the corpora are looked at while people edit them. */
const POLL_MS = 2_000;

const pollMsOf = ({ CORPORA_POLL_MS, NODE_ENV }: Settings): number | undefined =>
  (CORPORA_POLL_MS ?? (NODE_ENV === 'production' ? 0 : POLL_MS)) || undefined;

/** A role that is played. */
export interface NluRole extends AsyncDisposable {
  /** Learns the dialogs' phrases anew. Never rejects. */
  reload(): Promise<void>;
}

export interface Learning {
  readonly dialogs: readonly LoadedDialog[];
  readonly learnt: Reloading<Learnt>;
}

/** Learns the dialogs' phrases, or reads the models that are kept of them. */
export async function startLearning(beginning: Beginning): Promise<Learning> {
  const dialogs = await loadDialogs();
  const learnt = await openReloading({
    folder: DIALOGS,
    everyMs: pollMsOf(beginning.settings),
    open: (circumstances) => learn(beginning, dialogs, circumstances),
    log: beginning.log,
  });
  return { dialogs, learnt };
}

/** @param turns where this process takes turns itself */
export async function startNluRole(
  core: Core,
  learning: Promise<Learning>,
  turns: Turns | undefined,
): Promise<NluRole> {
  await using stack = new AsyncDisposableStack();
  const { dialogs, learnt } = await learning;
  stack.use(learnt);
  const understand: Understand = (text, options) => learnt.current.understand(text, options);
  const judge = await openJudge(core, dialogs, () => learnt.current);
  stack.use(startNlu({ ...core, understand, judge, turns }));
  stack.use(await takeReadings(core, understand));
  const opened = stack.move();
  return { reload: () => learnt.reload(), [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
