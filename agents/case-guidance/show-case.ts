/** Looks a case up, shows it, and answers what is asked about it. */
import type { Button } from '#assistant';
import { tellAbout } from './answers.ts';
import { courtCodeOf, formatCaseNumber } from './case-number.ts';
import type { CourtCase } from './cases.ts';
import type { Court } from './courts.ts';
import {
  type Answer,
  answerText,
  answerWith,
  buttonTo,
  buttonToPerson,
  type Desk,
  type Outcome,
  type Output,
} from './desk.ts';
import { type Page, pageOf } from './history.ts';
import type { LookedUp } from './look-up.ts';
import type { Question } from './questions.ts';
import type { CaseState } from './state.ts';
import { buttonsToInstances, type Telling, writePage } from './write-case.ts';

type Cases = Extract<LookedUp, { type: 'cases' }>;
/** Questions about one case. */
export type Asked = Exclude<Question, 'other-number' | 'meaning'>;

const wordsOf = ({ court, caseNumber }: Telling) => ({
  number: formatCaseNumber(caseNumber),
  court: court.name,
  site: court.site,
});

const outputOf = (outcome: Outcome, { court, caseNumber }: Telling): Output => ({
  outcome,
  caseNumber,
  court: court.short,
});

/** For the log: where it came from, how old it is, and which movements the glossary does not know. */
function explain({ cases, askedAt, failure }: Cases, one: CourtCase, { glossary }: Telling) {
  const unknown = one.movements.filter((movement) => glossary.explain(movement).by === 'unknown');
  return {
    ageMs: Date.now() - askedAt,
    ...(failure === undefined ? {} : { failure }),
    instances: cases.length,
    movements: one.movements.length,
    unknownCodes: [...new Set(unknown.map(({ code }) => code ?? 0))].slice(0, 20),
  };
}

const buttonsFor = (desk: Desk, hasOlder: boolean, instances: readonly Button[], asked: Asked): Button[] => [
  ...(hasOlder ? [buttonTo(desk, 'button-older', 'older')] : []),
  ...(asked === 'next-steps' ? [] : [buttonTo(desk, 'button-next', 'next-steps')]),
  ...instances.slice(0, 5),
  ...(asked === 'summary' ? [] : [buttonTo(desk, 'button-summary', 'summary')]),
  buttonTo(desk, 'button-other', 'other-number'),
  buttonToPerson(desk),
];

type Paged = 'summary' | 'older';

/** The movements that come next. */
function turnPage({ movements }: CourtCase, { instance, olderThan }: CaseState, asked: Paged): Page {
  if (asked === 'summary' || instance === undefined) return pageOf(movements);
  return olderThan === undefined ? { steps: [], olderThan } : pageOf(movements, olderThan);
}

interface Told {
  readonly text: string;
  readonly outcome: Outcome;
  readonly olderThan: string | undefined;
  readonly buttons: readonly Button[];
}

function tell(
  desk: Desk,
  found: Cases,
  one: CourtCase,
  telling: Telling,
  state: CaseState,
  asked: Asked,
): Told {
  if (asked !== 'summary' && asked !== 'older') {
    const text = tellAbout(asked, { one, telling }, desk);
    return { text, outcome: 'question-answered', olderThan: state.olderThan, buttons: [] };
  }
  const isFirst = asked === 'summary' || state.instance === undefined;
  const page = turnPage(one, state, asked);
  return {
    text: writePage(one, page, found, telling, isFirst),
    outcome: 'shown',
    olderThan: page.olderThan,
    buttons: isFirst ? buttonsToInstances(one, found.cases, desk.say) : [],
  };
}

function answerFrom(desk: Desk, found: Cases, telling: Telling, state: CaseState, asked: Asked): Answer {
  const one = found.cases.find(({ key }) => key === state.instance) ?? (found.cases[0] as CourtCase);
  const { text, outcome, olderThan, buttons } = tell(desk, found, one, telling, state, asked);
  return answerText(text, buttonsFor(desk, olderThan !== undefined, buttons, asked), {
    output: outputOf(outcome, telling),
    explanation: { asked, ...explain(found, one, telling) },
    state: {
      step: 'case',
      caseNumber: telling.caseNumber,
      instance: one.key,
      tries: 0,
      ...(olderThan === undefined ? {} : { olderThan }),
    },
  });
}

async function lookUp(desk: Desk, court: Court, caseNumber: string): Promise<LookedUp | undefined> {
  const { context } = desk;
  if (!desk.lookUp) return undefined;
  if (!desk.lookUp.isFresh(caseNumber)) context.partial(desk.say('looking-up'));
  const ask = (path: string, init: RequestInit) => context.fetch('datajud', path, init);
  const found = await desk.lookUp.find(ask, court, caseNumber, context.signal);
  if (found.type === 'failed') context.log.warn({ failure: found.failure }, 'DataJud did not answer');
  return found;
}

/** @param court of the number */
export async function showCase(desk: Desk, court: Court, state: CaseState, asked: Asked): Promise<Answer> {
  const { caseNumber } = state;
  const telling: Telling = { say: desk.say, locale: desk.locale, glossary: desk.glossary, court, caseNumber };
  const end = (outcome: Outcome) =>
    answerWith(desk, outcome, wordsOf(telling), { output: outputOf(outcome, telling) });
  if (court.indices.length === 0) return end('not-in-datajud');
  const found = await lookUp(desk, court, caseNumber);
  switch (found?.type) {
    case undefined:
      return end('not-set-up');
    case 'sealed':
      return answerWith(desk, 'sealed', {}, { output: { outcome: 'sealed' } });
    case 'none':
      return end('none-found');
    case 'failed':
      return answerWith(desk, 'failed', wordsOf(telling), {
        output: outputOf('look-up-failed', telling),
        explanation: { failure: found.failure },
        state: { step: 'case', caseNumber, tries: 0 },
      });
    case 'cases':
      return answerFrom(desk, found, telling, state, asked);
  }
}

/** Undefined for a number of no court. */
export const courtOf = ({ courts }: Desk, caseNumber: string): Court | undefined =>
  courts.get(courtCodeOf(caseNumber));
