/** The corpora of docs/nlu.md, and the table that stands there. */
import { join } from 'node:path';
import type { RecognizerKind } from '../recognizer.ts';
import { evaluate } from './evaluate.ts';
import { readLabelled } from './labelled.ts';

interface Corpus {
  /** `<name>.train.jsonl` and `<name>.test.jsonl` in the folder. */
  readonly name: string;
  readonly locale: string;
  readonly hasValidation?: boolean;
}

const CORPORA: readonly Corpus[] = [
  { name: 'tais', locale: 'pt-BR' },
  { name: 'clinc150', locale: 'en', hasValidation: true },
  { name: 'chatbot', locale: 'en' },
  { name: 'askubuntu', locale: 'en' },
  { name: 'webapplications', locale: 'en' },
  { name: 'hint3-sofmattress', locale: 'en' },
  { name: 'hint3-curekart', locale: 'en' },
  { name: 'hint3-powerplay11', locale: 'en' },
];

const COLUMNS = [
  'inScopeAccuracy',
  'unrepeatedAccuracy',
  'macroF1',
  'ece',
  'oosAuroc',
  'bestMcc',
  'learntMcc',
  'trainMs',
  'loadMs',
  'p50Ms',
  'p99Ms',
  'modelBytes',
] as const;

const show = (value: number | string | null): string => {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toFixed(3);
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Lines of Markdown, as they are known: first all answers taken, then those at a validation part's threshold. */
export async function* evaluateAll(folder: string, kinds: readonly RecognizerKind[]): AsyncGenerator<string> {
  yield row(['corpus', 'recognizer', ...COLUMNS]);
  yield row(['---', '---', ...COLUMNS.map(() => '---:')]);
  const read = (name: string, part: string) => readLabelled(join(folder, `${name}.${part}.jsonl`));
  const validated: string[] = [];
  for (const { name, locale, hasValidation } of CORPORA) {
    for (const kind of kinds) {
      const parts = { train: await read(name, 'train'), test: await read(name, 'test') };
      const figures = await evaluate({ kind, locale, threshold: 0, ...parts });
      yield row([name, kind.name, ...COLUMNS.map((column) => show(figures[column]))]);
      if (!hasValidation) continue;
      const at = await evaluate({
        kind,
        locale,
        threshold: 0,
        ...parts,
        validation: await read(name, 'val'),
      });
      const cells = [at.threshold, at.inScopeAccuracy, at.oosRecall, at.oosPrecision, at.mcc].map(show);
      validated.push(row([name, kind.name, ...cells]));
    }
  }
  yield '';
  yield row([
    'corpus',
    'recognizer',
    'threshold of the validation part',
    'inScopeAccuracy',
    'oosRecall',
    'oosPrecision',
    'mcc',
  ]);
  yield row(['---', '---', ...Array.from({ length: 5 }, () => '---:')]);
  yield* validated;
}
