/**
 * `npm run nlu:report -- [--locale pt-BR] [--recognizer NAME] [--folder dialogs] [--train F.jsonl]
 * [--test F.jsonl] [--lint] [--json]`: what is wrong with the training phrases, and how well they are
 * recognised when they were not learnt: each phrase by a model trained on the others.
 *
 * `--train` reports on labelled phrases, one `{"text", "intent"}` a line, in place of the dialogs';
 * `--test` names phrases that must not be among them; `--lint` trains nothing. Ends with 1 where there
 * is an error in the corpora, with 2 where the command was called wrongly.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Finding, type IntentOwner, lintPhrases } from '../authoring/lint.ts';
import { type Phrase, toPhrases } from '../authoring/phrases.ts';
import { type LanguageReport, reportOn } from '../authoring/report.ts';
import { renderFindings, renderReport } from '../authoring/report-text.ts';
import { tryPhrases } from '../authoring/trials.ts';
import { readDialogCorpora } from '../corpora/dialog-corpora.ts';
import { parseJsonLines } from '../corpora/json-lines.ts';
import type { Dialog } from '../dialog.ts';
import { discover, ROOT } from '../discover.ts';
import { AssistantError, describeError } from '../errors.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { RecognizerKind } from '../recognizer.ts';
import { RECOGNIZER_KINDS } from '../recognizers/kinds.ts';
import { DEFAULT_RECOGNIZER } from '../settings.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);
const refuse = (sentence: string): never => {
  throw new AssistantError('configuration', sentence);
};

const DIALOGS = fileURLToPath(new URL('dialogs', ROOT));

/** The dialogs of this house with the intents that begin them. */
export async function readIntentOwners(): Promise<readonly IntentOwner[]> {
  const dialogs = await discover<Dialog>('dialog');
  return dialogs.map(({ name, extension }) => ({
    place: `dialogs/${name}/dialog.ts:1`,
    intents: extension.intents ?? [name],
  }));
}

async function readLabelled(fileName: string, locale: string): Promise<readonly Phrase[]> {
  const text = await readFile(fileName, 'utf8').catch((error: unknown) =>
    refuse(`${fileName} cannot be read: ${describeError(error)}`),
  );
  const examples = parseJsonLines(text, fileName);
  return examples.map(({ line, text: words, intent }) => ({
    text: words,
    intent,
    locale,
    place: `${fileName}:${line}`,
  }));
}

/** @param folder as it is to be shown: places begin with it */
export async function readDialogPhrases(folder: string): Promise<readonly Phrase[]> {
  const phrases = toPhrases(await readDialogCorpora(resolve(folder)));
  if (phrases.length === 0) refuse(`${folder} holds no dialogs with an nlu.yml`);
  return phrases.map((phrase) => ({ ...phrase, place: join(folder, phrase.place) }));
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      locale: { type: 'string' },
      recognizer: { type: 'string', default: DEFAULT_RECOGNIZER },
      folder: { type: 'string', default: 'dialogs' },
      train: { type: 'string' },
      test: { type: 'string' },
      lint: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const kinds: readonly RecognizerKind[] = Object.values(RECOGNIZER_KINDS);
  const kind = kinds.find(({ name }) => name === values.recognizer);
  const names = kinds.map(({ name }) => name).join(', ');
  if (!kind) return refuse(`--recognizer ${values.recognizer} is not known: ${names}`);
  return { ...values, kind };
}

type Options = ReturnType<typeof readOptions>;

async function lint({ folder, train, test, locale }: Options, phrases: readonly Phrase[]) {
  const isOurs = train === undefined && resolve(folder) === resolve(DIALOGS);
  return lintPhrases({
    phrases,
    ...(isOurs ? { dialogs: await readIntentOwners() } : {}),
    ...(test === undefined ? {} : { tests: await readLabelled(test, locale ?? DEFAULT_LOCALE) }),
  });
}

/** Progress goes to the other stream, so that the report can be kept in a file. */
async function reportOnAll({ kind, locale }: Options, phrases: readonly Phrase[]): Promise<LanguageReport[]> {
  const byLocale = Map.groupBy(phrases, (phrase) => phrase.locale);
  if (locale !== undefined && !byLocale.has(locale))
    refuse(`--locale ${locale} has no phrases: there are ${[...byLocale.keys()].sort().join(', ')}`);
  const reports: LanguageReport[] = [];
  for (const [own, said] of [...byLocale].sort(([one], [other]) => one.localeCompare(other))) {
    if (locale !== undefined && own !== locale) continue;
    const onFold = (fold: number, folds: number) =>
      tell(`${own}: training ${fold} of ${folds}, ${said.length} phrases`);
    reports.push(reportOn(own, await tryPhrases({ kind, phrases: said, locale: own, onFold })));
  }
  return reports;
}

async function run(): Promise<void> {
  const options = readOptions();
  const { train, folder, locale, json } = options;
  const phrases =
    train === undefined
      ? await readDialogPhrases(folder)
      : await readLabelled(train, locale ?? DEFAULT_LOCALE);
  const findings: readonly Finding[] = await lint(options, phrases);
  if (!json) print(renderFindings(findings));
  const reports = options.lint ? [] : await reportOnAll(options, phrases);
  if (json) print(JSON.stringify({ recognizer: options.kind.name, findings, languages: reports }));
  else for (const report of reports) print(`\n${renderReport(report)}`);
  if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

if (import.meta.main) {
  try {
    await run();
  } catch (error) {
    const isCallersFault =
      error instanceof AssistantError ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    if (!isCallersFault) throw error;
    tell(describeError(error));
    process.exitCode = 2;
  }
}
