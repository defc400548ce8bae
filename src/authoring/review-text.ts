/** Messages for review, as they are read in a terminal, and as they are pasted into an `nlu.yml`. */
import { type ReviewGroup, SOMETHING_ELSE, type Wording } from './review.ts';
import { shorten, toLine, WIDTH } from './table.ts';

/** Other ways of asking that are shown; `--json` and `--yaml` have them all. */
const WORDINGS = 5;
/** Stands where nobody can tell: the lint refuses it until the author names an intent. */
const UNNAMED = 'to-be-named';

const quote = (text: string): string => `“${toLine(text)}”`;
/** A guess less likely than this is chance. */
const LEAST_GUESS = 0.2;

const inTimes = (text: string, count: number): string => (count === 1 ? text : `${text} ${count}×`);

const describeGuesses = ({ guesses }: ReviewGroup): string =>
  guesses.map(({ intent, confidence }) => `${intent} ${confidence.toFixed(2)}`).join(', ') || 'none';

const describeChoices = ({ chosen }: ReviewGroup): string =>
  chosen.map(({ what, messages }) => `${what} ${messages}×`).join(', ');

const describeWordings = (wordings: readonly Wording[]): string =>
  wordings
    .slice(0, WORDINGS)
    .map(({ text, messages }) => inTimes(quote(text), messages))
    .join(', ') + (wordings.length > WORDINGS ? `, and ${wordings.length - WORDINGS} more` : '');

function renderGroup(group: ReviewGroup): readonly string[] {
  const [first, ...others] = group.wordings;
  const day = group.lastSaidAt.toISOString().slice(0, 10);
  const lines = [
    quote(first?.text ?? ''),
    `${group.locale}, ${group.doubtful} of ${group.messages} doubtful, last on ${day}`,
    ...(others.length > 0 ? [`also ${describeWordings(others)}`] : []),
    `guessed: ${describeGuesses(group)}`,
    ...(group.chosen.length > 0 ? [`people chose: ${describeChoices(group)}`] : []),
  ];
  return lines.map((line, at) =>
    at === 0
      ? `${String(group.messages).padStart(5)}×  ${shorten(line, WIDTH - 8)}`
      : `        ${shorten(line, WIDTH - 8)}`,
  );
}

export const renderReview = (groups: readonly ReviewGroup[], days: number): string =>
  groups.length === 0
    ? `Of the last ${days} days no message is left that was not understood.`
    : [
        `Of the last ${days} days: ${groups.reduce((sum, { messages }) => sum + messages, 0)} messages` +
          ` that were not surely understood, of ${groups.length} kinds`,
        ...groups.flatMap((group) => ['', ...renderGroup(group)]),
      ].join('\n');

/** What people chose themselves counts more than what was guessed. */
const intentOf = ({ chosen, guesses }: ReviewGroup): string =>
  chosen.find(({ what }) => what !== SOMETHING_ELSE)?.what ??
  (chosen.length === 0 ? guesses.find(({ confidence }) => confidence >= LEAST_GUESS)?.intent : undefined) ??
  UNNAMED;

/** What a person wrote must not be read as the mark of an entity. */
const toPhrase = (text: string): string => toLine(text).replace(/\](?=[([{])/g, '] ');

const toName = (intent: string): string =>
  /^[\p{L}][\p{L}\p{N}_/.-]*$/u.test(intent) ? intent : JSON.stringify(intent);

/** A file of training data: whoever pastes a part of it checks each intent. @param groups of one language */
export const renderYaml = (groups: readonly ReviewGroup[]): string =>
  [
    '# Check the intent of each before you paste it: it is what was chosen, or only guessed.',
    'version: "3.1"',
    'nlu:',
    ...groups.flatMap((group) => [
      `  # ${group.messages}×; guessed: ${toLine(describeGuesses(group))}` +
        (group.chosen.length > 0 ? `; people chose: ${toLine(describeChoices(group))}` : ''),
      `  - intent: ${toName(intentOf(group))}`,
      '    examples: |',
      ...group.wordings.map(({ text }) => `      - ${toPhrase(text)}`),
    ]),
  ].join('\n');
