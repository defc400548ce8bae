/** A case in words. */
import { type Button, TIME_ZONE } from '#assistant';
import { formatCaseNumber } from './case-number.ts';
import type { CourtCase } from './cases.ts';
import type { Court } from './courts.ts';
import type { Glossary, Meaning } from './glossary.ts';
import type { Page, Step } from './history.ts';
import type { LookedUp } from './look-up.ts';

/** Says a response of the folder's in the citizen's language. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export interface Telling {
  readonly say: Say;
  readonly locale: string;
  readonly glossary: Glossary;
  readonly court: Court;
  readonly caseNumber: string;
}

type Cases = Extract<LookedUp, { type: 'cases' }>;

/** An answer is of now, for the reader, as long as this. */
const NOW_MS = 60_000;

/** Channels cut longer titles of buttons off. */
const TITLE_LENGTH = 24;

const GRADES: ReadonlySet<string> = new Set(['G1', 'G2', 'JE', 'TR', 'TRU', 'TNU', 'SUP']);

/** The day as DataJud writes it: courts send their own time and call it UTC. */
export const formatDay = (at: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at));

const formatAsked = (ms: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: TIME_ZONE }).format(ms);

const gradeOf = (grade: string, say: Say): string => (GRADES.has(grade) ? say(`grade-${grade}`) : grade);

/** "Processo arquivado", with what the court added to it and how often it happened that day. */
function titleOf({ movement, count }: Step, { title }: Meaning, say: Say): string {
  const details = movement.details.join(', ');
  const detailed = details === '' ? title : say('with-details', { title, details });
  return count === 1 ? detailed : say('several-times', { title: detailed, count });
}

function writeSteps(steps: readonly Step[], { say, locale, glossary }: Telling): string[] {
  const told = new Set<string>();
  return steps.map((step) => {
    const meaning = glossary.explain(step.movement);
    const date = formatDay(step.movement.at, locale);
    const line = say('movement', { date, title: titleOf(step, meaning, say) });
    const plain = meaning.plain || say('unexplained');
    const explained = [plain, meaning.wait].filter(Boolean).join(' ');
    if (told.has(explained)) return line;
    told.add(explained);
    return `${line}\n${explained}`;
  });
}

function writeHead(one: CourtCase, { say, locale, court, caseNumber }: Telling): string {
  const { grade, className, subjects, body, filedAt } = one;
  return [
    say('head', { number: formatCaseNumber(caseNumber), court: `${court.name} (${court.short})` }),
    grade && say('line-grade', { grade: gradeOf(grade, say) }),
    className && say('line-class', { className }),
    subjects.length > 0 && say('line-subjects', { subjects: subjects.join(', ') }),
    body && say('line-body', { body }),
    filedAt && say('line-filed', { filed: formatDay(filedAt, locale) }),
  ]
    .filter(Boolean)
    .join('\n');
}

/** How old it is, and where what is newer stands. */
export function writeAge(one: CourtCase, { askedAt, failure }: Cases, telling: Telling): string {
  const { say, locale, court } = telling;
  const { site } = court;
  const asked = formatAsked(askedAt, locale);
  const updated = one.updatedAt;
  return [
    updated
      ? say('updated', { updated: formatDay(updated, locale), site })
      : say('updated-unknown', { site }),
    failure !== undefined
      ? say('stale', { asked })
      : Date.now() - askedAt > NOW_MS && say('asked', { asked }),
  ]
    .filter(Boolean)
    .join(' ');
}

function writeNext(steps: readonly Step[], { say, glossary }: Telling): string | undefined {
  // What an older movement asked for may be long done.
  const next = steps[0] && glossary.explain(steps[0].movement).next;
  return next && say('you-can', { next });
}

/** The first page tells of the case, too; the others only go on. */
export function writePage(
  one: CourtCase,
  page: Page,
  found: Cases,
  telling: Telling,
  isFirst: boolean,
): string {
  const { say } = telling;
  const steps = writeSteps(page.steps, telling);
  if (!isFirst) return [say(steps.length > 0 ? 'older' : 'no-older'), ...steps].join('\n\n');
  return [
    writeHead(one, telling),
    say(steps.length > 0 ? 'latest' : 'no-movements'),
    ...steps,
    writeNext(page.steps, telling),
    found.cases.length > 1 && say('other-instances'),
    writeAge(one, found, telling),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** One for each other place in which the number is: "2º grau – 3ª Câmara". */
export const buttonsToInstances = (one: CourtCase, cases: readonly CourtCase[], say: Say): Button[] =>
  cases
    .filter(({ key }) => key !== one.key)
    .map(({ key, grade, body }) => {
      const title = [gradeOf(grade, say), body].filter(Boolean).join(' – ');
      const cut = title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : title;
      return { title: cut, value: `instance:${key}` };
    });
