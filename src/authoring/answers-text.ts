/** The answers report as it is read in a terminal. */
import type { UsedDocument } from '../answer-log.ts';
import type { AnswersReport, Counted, QuestionGroup } from './answers.ts';
import { formatShare, renderTable, shorten, toLine, WIDTH } from './table.ts';

/** What is shown of each list; `--json` has all of it. */
const GROUPS = 15;
const ROWS = 20;
const MORE = 3;

const REASONS: Readonly<Record<string, string>> = {
  'nothing-found': 'nothing found',
  'too-little-covered': 'too little of the question covered',
  'model-found-no-answer': 'the model found no answer in the passages',
  'none-of-these': 'none of the subjects offered',
  'nothing-to-quote': 'no sentence that could be quoted',
  'none-given': 'no reason given',
  'low-confidence': 'low confidence',
  'sentences-dropped': 'sentences dropped',
  'model-failed': 'the model failed',
  'no-statement': 'the model wrote no sentence',
  'main-sentence-cut': 'the model’s main sentence was cut',
  'most-sentences-cut': 'most of the model’s sentences were cut',
  'one-citation': 'one citation for everything',
  'not-solved': 'not solved',
  'rated-1': 'rated 1',
  'rated-2': 'rated 2',
};

const quote = (text: string): string => `“${toLine(text)}”`;
const inTimes = ({ what, questions }: Counted): string => `${REASONS[what] ?? what} ${questions}×`;
const list = (counted: readonly Counted[]): string =>
  counted.slice(0, MORE).map(inTimes).join(', ') +
  (counted.length > MORE ? `, and ${counted.length - MORE} more` : '');

function renderGroup(group: QuestionGroup, documents: string): readonly string[] {
  const [first, ...others] = group.wordings;
  const day = group.lastAskedAt.toISOString().slice(0, 10);
  const also = others.slice(0, MORE).map(({ text }) => quote(text));
  const lines = [
    quote(first?.text ?? ''),
    `${list(group.reasons)}; last on ${day}`,
    ...(also.length > 0 ? [`also ${also.join(', ')}`] : []),
    ...(group.documents.length > 0 ? [`${documents}: ${list(group.documents)}`] : []),
    ...(group.comments.length > 0
      ? [`they wrote: ${group.comments.slice(0, MORE).map(quote).join(', ')}`]
      : []),
  ];
  return lines.map((line, at) =>
    at === 0
      ? `${String(group.questions).padStart(5)}×  ${shorten(line, WIDTH - 8)}`
      : `        ${shorten(line, WIDTH - 8)}`,
  );
}

const andMore = (all: readonly unknown[], shown: number): readonly string[] =>
  all.length > shown ? [`  and ${all.length - shown} more: --json has them all`] : [];

function renderGroups(
  title: string,
  groups: readonly QuestionGroup[],
  documents = 'documents',
): readonly string[] {
  if (groups.length === 0) return [];
  const shown = groups
    .slice(0, GROUPS)
    .flatMap((group, at) => [...(at === 0 ? [] : ['']), ...renderGroup(group, documents)]);
  return ['', title, ...shown, ...andMore(groups, GROUPS)];
}

interface Listed<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: Parameters<typeof renderTable<Row>>[1];
}

const renderList = <Row>({ title, rows, columns }: Listed<Row>): readonly string[] =>
  rows.length === 0 ? [] : ['', title, ...renderTable(rows.slice(0, ROWS), columns), ...andMore(rows, ROWS)];

const share = (part: number, whole: number): string => formatShare(whole === 0 ? null : part / whole);

function renderCounts({ counts }: AnswersReport, days: number): readonly string[] {
  const { questions, answered, unanswered, byModel, other, solved, disliked } = counts;
  return [
    `Of the last ${days} days: ${questions} questions to the documents`,
    `  answered ${answered} (${share(answered, questions)}), by a model ${byModel}; without answer ${unanswered}` +
      (other > 0 ? `; asked back or handed over ${other}` : ''),
    `  said to have helped ${solved}, not to have helped ${disliked}`,
  ];
}

const DOCUMENT = {
  title: 'document',
  cell: ({ collection, document }: UsedDocument) => `${collection}/${document}`,
  flexible: true,
};

const renderDocuments = ({ mostUsed, neverUsed, passages, unusedPassages }: AnswersReport) => [
  ...renderList({
    title: `Documents cited most; of ${passages} passages, ${unusedPassages} were cited in no answer`,
    rows: mostUsed,
    columns: [
      DOCUMENT,
      { title: 'answers', cell: ({ answers }) => String(answers), right: true },
      { title: 'not helped', cell: ({ disliked }) => String(disliked), right: true },
      {
        title: 'passages unused',
        cell: (one) => `${one.unusedPassages} of ${one.passages}`,
        right: true,
      },
    ],
  }),
  ...renderList({
    title: `Documents cited in no answer: ${neverUsed.length}`,
    rows: neverUsed,
    columns: [DOCUMENT, { title: 'passages', cell: ({ passages: own }) => String(own), right: true }],
  }),
];

const renderWeeks = ({ weeks }: AnswersReport) =>
  renderList({
    title: 'Week by week',
    rows: weeks.slice(-ROWS),
    columns: [
      { title: 'from Monday', cell: ({ week }) => week },
      { title: 'questions', cell: ({ questions }) => String(questions), right: true },
      { title: 'answered', cell: ({ answered, questions }) => share(answered, questions), right: true },
      { title: 'helped', cell: ({ solved }) => String(solved), right: true },
      { title: 'not helped', cell: ({ disliked }) => String(disliked), right: true },
    ],
  });

const renderSources = ({ expiring, rejected }: AnswersReport) => [
  ...renderList({
    title: 'Documents whose validity ends soon, or has ended: those are found no more',
    rows: expiring,
    columns: [
      { title: 'document', cell: ({ collection, document }) => `${collection}/${document}`, flexible: true },
      { title: 'owner', cell: ({ owner }) => owner, flexible: true },
      { title: 'valid until', cell: ({ validUntil }) => validUntil },
      { title: '', cell: ({ past }) => (past ? 'past' : '') },
    ],
  }),
  ...renderList({
    title: 'Sources that were rejected when they were last looked at',
    rows: rejected,
    columns: [
      { title: 'place', cell: ({ place }) => place, flexible: true },
      { title: 'reason', cell: ({ reason }) => reason, flexible: true },
    ],
  }),
];

export const renderAnswers = (report: AnswersReport, days: number): string =>
  [
    ...renderCounts(report, days),
    ...renderWeeks(report),
    ...renderGroups('Questions without answer', report.unanswered, 'nearest'),
    ...renderGroups('Answers that did not help', report.disliked),
    ...renderGroups('Answers that may be weak', report.weak),
    ...renderDocuments(report),
    ...renderSources(report),
  ].join('\n');
