/** A recognizer for several languages, trained at start and kept as files by the hash of what it learnt. */
import { createHash, randomUUID } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../errors.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Log } from '../log.ts';
import type { Example, Recognizer, RecognizerKind } from '../recognizer.ts';

export interface TrainedOptions {
  readonly kind: RecognizerKind;
  /** By BCP 47 tag. */
  readonly examples: ReadonlyMap<string, readonly Example[]>;
  /** Where models are kept, made where it is missing; undefined trains at every start. */
  readonly cacheFolder: string | undefined;
  readonly log: Log;
}

/** What is to be learnt in one language. */
interface Lesson {
  readonly locale: string;
  readonly examples: readonly Example[];
  /** Of everything the model depends on. */
  readonly hash: string;
}

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

/** The order of the examples, as of the files they came from, makes no difference. */
function prepareLesson(kind: RecognizerKind, locale: string, examples: readonly Example[]): Lesson {
  const learnt = examples.map(({ intent, text }) => JSON.stringify([intent, text])).sort();
  return { locale, examples, hash: hash([kind.name, kind.revision, locale, learnt]) };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Under its name at once or not at all; then the models of older lessons go. */
async function keepModel(folder: string, prefix: string, fileName: string, model: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${fileName}.${randomUUID()}`);
  await writeFile(draft, model);
  await rename(draft, join(folder, fileName));
  for await (const old of glob(`${prefix}.*.{model,json}`, { cwd: folder })) {
    if (old !== fileName) await rm(join(folder, old), { force: true });
  }
}

async function openLesson(lesson: Lesson, version: string, options: TrainedOptions): Promise<Recognizer> {
  const { kind, cacheFolder, log } = options;
  const prefix = `${kind.name}.${lesson.locale}`;
  const fileName = `${prefix}.${lesson.hash}.model`;
  if (cacheFolder !== undefined) {
    try {
      return await kind.load(await readFile(join(cacheFolder, fileName)), version);
    } catch (error) {
      if (!isMissing(error))
        log.warn({ fileName, error: describeError(error) }, 'a kept model is unreadable: training again');
    }
  }
  const startedAt = performance.now();
  const model = await kind.train(lesson.examples, { locale: lesson.locale });
  const trainMs = Math.round(performance.now() - startedAt);
  log.info(
    { recognizer: kind.name, locale: lesson.locale, examples: lesson.examples.length, trainMs },
    'recognizer trained',
  );
  if (cacheFolder !== undefined) {
    await keepModel(cacheFolder, prefix, fileName, model).catch((error: unknown) =>
      log.warn({ fileName, error: describeError(error) }, 'the model could not be kept'),
    );
  }
  return kind.load(model, version);
}

/** The same tag, else the same language, else the fallback. */
function chooseLocale(locales: readonly string[], wanted: string): string | undefined {
  const language = wanted.split('-')[0]?.toLowerCase();
  return (
    locales.find((locale) => locale.toLowerCase() === wanted.toLowerCase()) ??
    locales.find((locale) => locale.split('-')[0]?.toLowerCase() === language) ??
    locales.find((locale) => locale === DEFAULT_LOCALE) ??
    locales[0]
  );
}

/** One model per language; a message goes to that of its conversation's language. */
export async function openRecognizer(options: TrainedOptions): Promise<Recognizer> {
  const lessons = [...options.examples].map(([locale, examples]) =>
    prepareLesson(options.kind, locale, examples),
  );
  const version = `${options.kind.name}@${hash([options.kind.name, options.kind.revision, ...lessons.map((lesson) => lesson.hash).sort()])}`;
  const models = new Map<string, Recognizer>();
  for (const lesson of lessons) models.set(lesson.locale, await openLesson(lesson, version, options));
  const locales = [...models.keys()];
  return {
    version,
    intents: [...new Set([...models.values()].flatMap(({ intents }) => intents))].sort(),
    async recognize(text, { locale }) {
      const chosen = chooseLocale(locales, locale);
      const model = chosen === undefined ? undefined : models.get(chosen);
      return model ? model.recognize(text, { locale }) : { guesses: [], certainty: 'unknown', outOfScope: 1 };
    },
  };
}
