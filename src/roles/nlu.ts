/** NLU: reads messages, and learns how from the dialogs' phrases. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDialogExamples } from '../corpora/dialog-corpora.ts';
import { type Circumstances, openReloading } from '../corpora/reloading.ts';
import { loadDialogs } from '../dialog-folders.ts';
import { ROOT } from '../discover.ts';
import { findEntities } from '../entities.ts';
import { TIME_ZONE } from '../locale.ts';
import { loadOpenAiClient } from '../models/openai.ts';
import { createDialogLibrary } from '../pipeline/dialog-library.ts';
import { startNlu } from '../pipeline/nlu.ts';
import type { Turns } from '../pipeline/turns.ts';
import { RECOGNIZER_KINDS } from '../recognizers/kinds.ts';
import { trainApart } from '../recognizers/train-apart.ts';
import { openRecognizer } from '../recognizers/trained.ts';
import type { Settings } from '../settings.ts';
import { createDescriber } from '../understanding/describe.ts';
import { createJudge } from '../understanding/judge.ts';
import { createLanguageDetector } from '../understanding/language.ts';
import { createUnderstanding } from '../understanding/understand.ts';
import type { Judge, Understand } from '../understanding.ts';
import { type Core, createModel } from './core.ts';

const DIALOGS = fileURLToPath(new URL('dialogs/', ROOT));

/** What is learnt from the dialogs' phrases: anew, where they change. */
async function learn({ settings, log }: Core, { signal, isServing }: Circumstances) {
  const examples = await readDialogExamples(DIALOGS, log);
  const kind = RECOGNIZER_KINDS[settings.RECOGNIZER];
  const recognizer = await openRecognizer({
    kind: isServing ? trainApart(kind, signal) : kind,
    examples,
    cacheFolder: join(settings.DATA_DIR, 'models'),
    log,
  });
  const detectLanguage = createLanguageDetector([...examples.keys()]);
  const understand = createUnderstanding({ recognizer, detectLanguage, findEntities, timeZone: TIME_ZONE });
  return { examples, understand };
}

type Learnt = Awaited<ReturnType<typeof learn>>;

/** Where there is a model server, and it may be asked. */
async function openJudge({ settings, log }: Core, learnt: () => Learnt): Promise<Judge | undefined> {
  const model = createModel(settings);
  const budgetMs = settings.LLM_INTENT_MS;
  if (!model || budgetMs === 0) return undefined;
  await loadOpenAiClient();
  const library = createDialogLibrary(await loadDialogs());
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

/** @param turns where this process takes turns itself */
export async function startNluRole(core: Core, turns: Turns | undefined): Promise<NluRole> {
  await using stack = new AsyncDisposableStack();
  const learnt = stack.use(
    await openReloading({
      folder: DIALOGS,
      everyMs: pollMsOf(core.settings),
      open: (circumstances) => learn(core, circumstances),
      log: core.log,
    }),
  );
  const understand: Understand = (text, options) => learnt.current.understand(text, options);
  const judge = await openJudge(core, () => learnt.current);
  stack.use(startNlu({ ...core, understand, judge, turns }));
  const opened = stack.move();
  return { reload: () => learnt.reload(), [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
