/** Answers questions about a case from its movements. What is not in them is said not to be. */
import type { CourtCase, Movement } from './cases.ts';
import type { Desk } from './desk.ts';
import type { Meaning, MovementKind } from './glossary.ts';
import { pageOf } from './history.ts';
import type { Question } from './questions.ts';
import { formatDay, type Telling } from './write-case.ts';

interface Explained {
  readonly movement: Movement;
  readonly meaning: Meaning;
}

const CRIMINAL = /penal|criminal|crime|inquérito|flagrante|habeas corpus|ato infracional|júri/i;

function helpFor({ grade, className }: CourtCase, caseNumber: string): string {
  if (CRIMINAL.test(className)) return 'help-criminal';
  if (grade === 'JE' || grade === 'TR') return 'help-juizado';
  return caseNumber[13] === '5' ? 'help-labour' : 'help-general';
}

export interface About {
  readonly one: CourtCase;
  readonly telling: Telling;
}

function tellNextSteps({ one, telling }: About, history: readonly Explained[]): string {
  const { say, locale, caseNumber } = telling;
  // Of those on the first page; what an older one asked for is done.
  const recent = pageOf(one.movements).olderThan;
  const found = history.find(
    ({ movement, meaning }) => meaning.next !== undefined && (recent === undefined || movement.at >= recent),
  );
  const next = found?.meaning.next
    ? say('next-steps', {
        title: found.meaning.title,
        date: formatDay(found.movement.at, locale),
        next: found.meaning.next,
      })
    : say('next-nothing');
  return [next, say(helpFor(one, caseNumber)), say('help-note')].join('\n\n');
}

/** Says `response` of the newest movement of these kinds, or `otherwise`. */
function tellNewest(
  { one, telling }: About,
  history: readonly Explained[],
  kinds: readonly MovementKind[],
  [response, otherwise]: readonly [string, string],
): string {
  const { say, locale, court } = telling;
  const found = history.find(({ meaning }) => meaning.kind && kinds.includes(meaning.kind));
  if (!found) return say(otherwise, { site: court.site });
  const { title, plain } = found.meaning;
  return say(response, { title, plain, date: formatDay(found.movement.at, locale), body: one.body });
}

function tellWhen(about: About, history: readonly Explained[]): string {
  const { say, locale } = about.telling;
  const [last] = history;
  if (!last) return say('no-movements');
  const date = formatDay(last.movement.at, locale);
  return say(last.meaning.kind === 'end' ? 'when-ended' : 'when', { title: last.meaning.title, date });
}

/** Questions that the case itself answers. */
export type CaseQuestion = Exclude<Question, 'summary' | 'older' | 'other-number' | 'meaning'>;

export function tellAbout(question: CaseQuestion, about: About, { glossary }: Desk): string {
  const { one, telling } = about;
  const { say, court } = telling;
  const { site } = court;
  const history = one.movements.map((movement) => ({ movement, meaning: glossary.explain(movement) }));
  switch (question) {
    case 'next-steps':
      return tellNextSteps(about, history);
    case 'hearing':
      return tellNewest(about, history, ['hearing'], ['hearing', 'no-hearing']);
    case 'result':
      return tellNewest(about, history, ['verdict', 'appeal'], ['result', 'no-result']);
    case 'money':
      return tellNewest(about, history, ['payment'], ['money', 'no-money']);
    case 'judge':
      return say('judge', { body: one.body || court.name, site });
    case 'parties':
      return say('parties', { site });
    case 'documents':
      return say('documents', { site });
    case 'when':
      return tellWhen(about, history);
  }
}
