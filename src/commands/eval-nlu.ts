/**
 * `npm run eval:nlu -- --train F.jsonl --test F.jsonl [--locale pt-BR] [--recognizer NAME]
 * [--threshold T] [--json]`: how well a recognizer does on labelled phrases, one
 * `{"text", "intent"}` a line, where the intent `oos` means none of them.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AssistantError, describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type Example, OUT_OF_SCOPE, type RecognizerKind } from '../recognizer.ts';
import { RECOGNIZER_KINDS } from '../recognizers/kinds.ts';
import { DEFAULT_RECOGNIZER } from '../settings.ts';

const KINDS: readonly RecognizerKind[] = Object.values(RECOGNIZER_KINDS);

const lineSchema = z.object({ text: z.string().min(1), intent: z.string().min(1) });

const refuse = (sentence: string): never => {
  throw new AssistantError('configuration', sentence);
};

function parseLine(line: string, place: string): Example {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? 'needs a "text" and an "intent", both not empty' : describeError(error);
    return refuse(`${place}: ${reason}`);
  }
}

async function readExamples(fileName: string): Promise<readonly Example[]> {
  const file = await readFile(fileName, 'utf8').catch((error: unknown) =>
    refuse(`${fileName} cannot be read: ${describeError(error)}`),
  );
  const lines = file
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line, index) => ({ line, place: `${fileName}:${index + 1}` }));
  const examples = lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, place }) => parseLine(line, place));
  return examples.length > 0 ? examples : refuse(`${fileName} holds no examples`);
}

/** What the file says, and what was answered: both an intent's name or `oos`. */
interface Judged {
  readonly gold: string;
  readonly answered: string;
  readonly ms: number;
}

const share = (part: readonly unknown[], whole: readonly unknown[]): number | null =>
  whole.length === 0 ? null : part.length / whole.length;

/** Mean of the F1 of every label that the file has; one never answered counts 0. */
function macroF1(judged: readonly Judged[]): number {
  const labels = [...new Set(judged.map(({ gold }) => gold))];
  const scores = labels.map((label) => {
    const right = judged.filter(({ gold, answered }) => gold === label && answered === label).length;
    const named = judged.filter(({ gold }) => gold === label).length;
    const answered = judged.filter((one) => one.answered === label).length;
    return (2 * right) / (named + answered);
  });
  return scores.reduce((sum, score) => sum + score, 0) / labels.length;
}

const percentile = (values: readonly number[], rank: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(rank * sorted.length) - 1)] ?? 0;
};

/** Shares 0 to 1; null where the file has, or the recognizer answered, nothing to divide by. */
export function measure(judged: readonly Judged[]) {
  const right = (rows: readonly Judged[]) => rows.filter(({ gold, answered }) => gold === answered);
  const inScope = judged.filter(({ gold }) => gold !== OUT_OF_SCOPE);
  const outOfScope = judged.filter(({ gold }) => gold === OUT_OF_SCOPE);
  const refused = judged.filter(({ answered }) => answered === OUT_OF_SCOPE);
  const hasOutOfScope = outOfScope.length > 0;
  return {
    accuracy: share(right(judged), judged),
    macroF1: macroF1(judged),
    inScopeAccuracy: share(right(inScope), inScope),
    oosRecall: share(right(outOfScope), outOfScope),
    oosPrecision: hasOutOfScope ? share(right(refused), refused) : null,
    p50Ms: percentile(
      judged.map(({ ms }) => ms),
      0.5,
    ),
    p99Ms: percentile(
      judged.map(({ ms }) => ms),
      0.99,
    ),
  };
}

interface Options {
  readonly kind: RecognizerKind;
  readonly train: readonly Example[];
  readonly test: readonly Example[];
  readonly locale: string;
  /** Least confidence that counts as an answer. */
  readonly threshold: number;
}

async function evaluate({ kind, train, test, locale, threshold }: Options) {
  const startedAt = performance.now();
  const json = JSON.stringify(await kind.train(train, { locale }));
  const trainMs = performance.now() - startedAt;
  const recognizer = await kind.load(JSON.parse(json) as JsonObject, `${kind.name}@evaluation`);
  const judged: Judged[] = [];
  for (const { text, intent: gold } of test) {
    const askedAt = performance.now();
    const { intent, confidence } = await recognizer.recognize(text, { locale });
    const answered = intent === null || confidence < threshold ? OUT_OF_SCOPE : intent;
    judged.push({ gold, answered, ms: performance.now() - askedAt });
  }
  const { p50Ms, p99Ms, ...shares } = measure(judged);
  return { ...shares, trainMs, p50Ms, p99Ms, modelBytes: Buffer.byteLength(json), recognizer: kind.name };
}

function parseFlags() {
  return parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      locale: { type: 'string', default: 'pt-BR' },
      recognizer: { type: 'string', default: DEFAULT_RECOGNIZER },
      threshold: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

function readOptions() {
  const values = parseFlags();
  const names = KINDS.map(({ name }) => name).join(', ');
  const kind = KINDS.find(({ name }) => name === values.recognizer);
  const threshold = Number(values.threshold);
  if (values.train === undefined || values.test === undefined)
    return refuse('--train and --test need a file each');
  if (!kind) return refuse(`--recognizer ${values.recognizer} is not known: ${names}`);
  if (!isLocale(values.locale))
    return refuse(`--locale ${values.locale} is not a language tag such as pt-BR`);
  if (!(threshold >= 0 && threshold <= 1)) return refuse('--threshold must be a number from 0 to 1');
  return { ...values, train: values.train, test: values.test, kind, threshold };
}

const rounded = (value: number | string | null) =>
  typeof value === 'number' ? Number(value.toFixed(4)) : value;

async function main(): Promise<void> {
  const { json, kind, locale, threshold, ...files } = readOptions();
  const [train, test] = [await readExamples(files.train), await readExamples(files.test)];
  const figures = Object.entries(await evaluate({ kind, train, test, locale, threshold }));
  const report = Object.fromEntries(figures.map(([name, value]) => [name, rounded(value)]));
  if (json) console.log(JSON.stringify(report));
  else for (const [name, value] of Object.entries(report)) console.log(name.padEnd(16), value ?? '-');
}

/** A wrong flag, file or line is the caller's to mend; anything else is a defect and shows itself. */
const isCallersFault = (error: unknown): boolean =>
  error instanceof AssistantError ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

if (import.meta.main) {
  await main().catch((error: unknown) => {
    if (!isCallersFault(error)) throw error;
    console.error(describeError(error));
    process.exitCode = 2;
  });
}
