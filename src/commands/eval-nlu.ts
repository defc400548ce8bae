/**
 * `npm run eval:nlu -- --train F.jsonl --test F.jsonl [--validation F.jsonl] [--locale pt-BR]
 * [--recognizer NAME] [--threshold T|learnt] [--json]`: how well a recognizer does on labelled phrases.
 * `npm run eval:nlu -- --all FOLDER`: the table of docs/nlu.md, from the corpora in that folder.
 */
import { parseArgs } from 'node:util';
import { AssistantError, describeError } from '../errors.ts';
import { evaluateAll } from '../evaluation/corpora.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { readLabelled } from '../evaluation/labelled.ts';
import type { RecognizerKind } from '../recognizer.ts';
import { RECOGNIZER_KINDS } from '../recognizers/kinds.ts';
import { DEFAULT_RECOGNIZER } from '../settings.ts';

const KINDS: readonly RecognizerKind[] = Object.values(RECOGNIZER_KINDS);

const refuse = (sentence: string): never => {
  throw new AssistantError('configuration', sentence);
};

function parseFlags() {
  return parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      validation: { type: 'string' },
      all: { type: 'string' },
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

function readThreshold(text: string): number | 'learnt' {
  if (text === 'learnt') return text;
  const threshold = Number(text);
  return threshold >= 0 && threshold <= 1
    ? threshold
    : refuse('--threshold must be a number from 0 to 1, or learnt');
}

function readKind(name: string): RecognizerKind {
  const names = KINDS.map((kind) => kind.name).join(', ');
  return KINDS.find((kind) => kind.name === name) ?? refuse(`--recognizer ${name} is not known: ${names}`);
}

function readOptions() {
  const { train, test, ...values } = parseFlags();
  if (train === undefined || test === undefined) return refuse('--train and --test need a file each');
  const kind = readKind(values.recognizer);
  if (!isLocale(values.locale))
    return refuse(`--locale ${values.locale} is not a language tag such as pt-BR`);
  return { ...values, train, test, kind, threshold: readThreshold(values.threshold) };
}

const rounded = (value: number | string | null) =>
  typeof value === 'number' ? Number(value.toFixed(4)) : value;

async function evaluateOne(): Promise<void> {
  const { json, kind, locale, threshold, ...files } = readOptions();
  const figures = await evaluate({
    kind,
    locale,
    threshold,
    train: await readLabelled(files.train),
    test: await readLabelled(files.test),
    ...(files.validation === undefined ? {} : { validation: await readLabelled(files.validation) }),
  });
  const report = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
  if (json) console.log(JSON.stringify(report));
  else for (const [name, value] of Object.entries(report)) console.log(name.padEnd(20), value ?? '-');
}

async function main(): Promise<void> {
  const { all } = parseFlags();
  if (all === undefined) return evaluateOne();
  for await (const line of evaluateAll(all, KINDS)) console.log(line);
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
