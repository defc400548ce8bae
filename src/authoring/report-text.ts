/** The report as it is read in a terminal. */
import type { Finding } from './lint.ts';
import type { Phrase } from './phrases.ts';
import type { LanguageReport } from './report.ts';
import { type Column, formatShare, renderTable, shorten, WIDTH } from './table.ts';

/** Rows of a table, and phrases of a list; `--json` has them all. */
const ROWS = 30;
const CARDS = 10;

const quote = (text: string): string => `“${text}”`;
const likely = (confidence: number | undefined): string => (confidence ?? 0).toFixed(2);

/** A heading and the worst rows; nothing where there are none. */
function renderSection<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length - ROWS;
  return [
    '',
    title,
    ...renderTable(rows.slice(0, ROWS), columns),
    ...(more > 0 ? [`  … and ${more} more (--json has all)`] : []),
  ];
}

function renderFigures({ accuracy, certainty, intents, confusions }: LanguageReport): string[] {
  const means = {
    sure: 'acted upon',
    doubtful: 'the person is asked which was meant',
    unknown: 'goes to the documents',
  };
  return [
    `  Right intent named first: ${formatShare(accuracy)}`,
    ...renderSection('How sure, and how right', certainty, [
      { title: 'certainty', cell: (row) => row.certainty },
      { title: 'phrases', cell: (row) => String(row.phrases), right: true },
      { title: 'share', cell: (row) => formatShare(row.share), right: true },
      { title: 'right', cell: (row) => formatShare(row.right), right: true },
      { title: 'what comes of it', cell: (row) => means[row.certainty] },
    ]),
    ...renderSection(
      'Intents, worst first (precision: of what was answered so; recall: of what was meant so)',
      intents,
      [
        { title: 'intent', cell: (row) => row.intent, flexible: true },
        { title: 'phrases', cell: (row) => String(row.phrases), right: true },
        { title: 'precision', cell: (row) => formatShare(row.precision), right: true },
        { title: 'recall', cell: (row) => formatShare(row.recall), right: true },
        { title: 'F1', cell: (row) => row.f1.toFixed(3), right: true },
      ],
    ),
    ...renderSection('Taken for something else', confusions, [
      { title: 'meant', cell: (row) => row.meant, flexible: true },
      { title: 'answered', cell: (row) => row.answered, flexible: true },
      { title: 'phrases', cell: (row) => String(row.phrases), right: true },
      { title: 'of them sure', cell: (row) => String(row.sure), right: true },
    ]),
  ];
}

/** A phrase on a line of its own, so that it can be read, and beneath it what is to be known of it. */
function renderCards<Row>(title: string, rows: readonly Row[], toLines: (row: Row) => readonly string[]) {
  if (rows.length === 0) return [];
  const more = rows.length - CARDS;
  return [
    '',
    title,
    ...rows
      .slice(0, CARDS)
      .flatMap((row) =>
        toLines(row).map((line, at) => `${at === 0 ? '  ' : '        '}${shorten(line, WIDTH - 8)}`),
      ),
    ...(more > 0 ? [`  … and ${more} more (--json has all)`] : []),
  ];
}

/** A place is never cut: it is there to be opened. */
function standsAt({ intent, place }: Phrase, tail = ''): string {
  const end = ` at ${place}${tail}`;
  return `${shorten(intent, Math.max(8, WIDTH - 8 - [...end].length))}${end}`;
}

function renderHindrances({ surelyWrong, misleading, alike }: LanguageReport): string[] {
  return [
    ...renderCards(
      'Surely wrong: is the phrase under the right intent, and are there enough like it?',
      surelyWrong,
      ({ phrase, answered, guesses }) => [
        `${likely(guesses[0]?.confidence)}  ${quote(phrase.text)} was taken for ${answered}`,
        standsAt(phrase),
      ],
    ),
    ...renderCards(
      'Phrases that mislead: without them others might come right',
      misleading,
      ({ phrase, misled, helped }) => [
        `${misled.length}×  ${quote(phrase.text)} misled ${misled.map(({ text }) => quote(text)).join(', ')}`,
        standsAt(phrase, `, helped ${helped}`),
      ],
    ),
    ...renderCards(
      'Phrases of different intents that look most alike',
      alike,
      ({ likeness, phrases: [one, other] }) => [
        `${likeness.toFixed(2)}  ${quote(shorten(one.text, 38))} and ${quote(shorten(other.text, 38))}`,
        standsAt(one),
        standsAt(other),
      ],
    ),
  ];
}

/** Each on lines of its own: a reason is never cut. */
export function renderFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'The corpora are in order.';
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    `The corpora: ${errors} errors, ${findings.length - errors} warnings`,
    ...findings.map(({ severity, place, reason }) => `  ${severity.padEnd(7)}  ${place}: ${reason}`),
  ].join('\n');
}

/** Lines no longer than `WIDTH`. */
export const renderReport = (report: LanguageReport): string =>
  [
    `${report.locale}: ${report.phrases} phrases, ${report.intents.length} intents`,
    ...renderFigures(report),
    ...renderHindrances(report),
  ].join('\n');
