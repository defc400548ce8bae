/**
 * Finds a court case by its CNJ number, explains its movements in plain words, newest first, and says
 * what comes next. Input: a `SpecialistInput`. No model sees anything of it, and of a sealed case
 * nothing is told, kept or logged. How it works, and what it does not: docs/case-guidance.md.
 */
import { z } from 'zod';
import { createPhrases, defineAgent, type SpecialistInput, specialistInput } from '#assistant';
import { askForNumber, NOT_ASKED } from './ask-number.ts';
import { readCaseNumber } from './case-number.ts';
import { readCourts } from './courts.ts';
import { createDatajud } from './datajud.ts';
import {
  type Answer,
  answerWith,
  buttonTo,
  buttonToPerson,
  type Desk,
  type Opened,
  openDesk,
  outputSchema,
} from './desk.ts';
import { readGlossary, type Term } from './glossary.ts';
import { createLookUp } from './look-up.ts';
import { readQuestion } from './questions.ts';
import { courtOf, showCase } from './show-case.ts';
import { type CaseState, readState, type State } from './state.ts';

const TASK_TIMEOUT_MS = 40_000;
/** Questions in a row that were not understood, after which only a person is offered. */
const UNCLEAR = 2;

const settings = z.object({
  DATAJUD_URL: z
    .url()
    .default('https://api-publica.datajud.cnj.jus.br')
    .describe("Address of DataJud, CNJ's public API of court cases."),
  DATAJUD_KEY: z
    .string()
    .optional()
    .describe('Public key of DataJud, from the DataJud-Wiki. Without it no court case is looked up.'),
  // CNJ's own example took 6.7 s. Two requests must fit into the task.
  DATAJUD_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(18_000)
    .default(12_000)
    .describe('How long one request to DataJud may take, in milliseconds.'),
});

function openCase(desk: Desk, caseNumber: string): Promise<Answer> | Answer {
  const court = courtOf(desk, caseNumber);
  return court
    ? showCase(desk, court, { step: 'case', caseNumber, tries: 0 }, 'summary')
    : askForNumber(desk, { type: 'wrong', digits: caseNumber, part: 'court' }, NOT_ASKED);
}

/** Words of the courts are explained with and without a case. */
function explainWord(desk: Desk, term: Term | undefined, state: State | undefined): Answer {
  const hasCase = state?.step === 'case';
  const next = state ?? ({ step: 'number', pieces: '', tries: 0 } as const);
  const buttons = [...(hasCase ? [buttonTo(desk, 'button-summary', 'summary')] : []), buttonToPerson(desk)];
  const written = {
    output: { outcome: 'word-explained' },
    explanation: { word: term?.word ?? null },
    state: next,
  } as const;
  if (!term) return answerWith(desk, 'meaning-unknown', {}, written, buttons);
  const word = term.word.charAt(0).toUpperCase() + term.word.slice(1);
  return answerWith(
    desk,
    hasCase ? 'meaning' : 'meaning-with-number',
    { word, plain: term.plain },
    written,
    buttons,
  );
}

function answerUnclear(desk: Desk, state: CaseState): Answer {
  const tries = state.tries + 1;
  const buttons = [
    buttonTo(desk, 'button-summary', 'summary'),
    buttonTo(desk, 'button-next', 'next-steps'),
    buttonTo(desk, 'button-other', 'other-number'),
    buttonToPerson(desk),
  ];
  const written = { output: { outcome: 'not-understood' }, state: { ...state, tries } } as const;
  return answerWith(desk, tries < UNCLEAR ? 'unclear' : 'unclear-again', {}, written, buttons);
}

async function answerQuestion(
  desk: Desk,
  { text, choice }: SpecialistInput,
  state: CaseState,
): Promise<Answer> {
  const court = courtOf(desk, state.caseNumber);
  if (court && choice?.startsWith('instance:')) {
    return showCase(desk, court, { ...state, instance: choice.slice('instance:'.length) }, 'summary');
  }
  const term = desk.glossary.findTerm(text);
  const question = readQuestion(text, choice, term !== undefined) ?? (term && 'meaning');
  if (question === 'other-number' || !court) return askForNumber(desk, { type: 'absent' }, NOT_ASKED);
  if (question === 'meaning') return explainWord(desk, term, state);
  return question ? showCase(desk, court, state, question) : answerUnclear(desk, state);
}

async function attend(desk: Desk, input: SpecialistInput): Promise<Answer> {
  const { text, choice } = input;
  const state = readState(input.state);
  const chosen = /^number:(\d{20})$/.exec(choice ?? '')?.[1];
  if (chosen !== undefined) return openCase(desk, chosen);

  const asking = state?.step === 'number' ? { ...state, asked: true } : NOT_ASKED;
  const read = readCaseNumber(text, desk.courts, asking.asked ? asking : undefined);
  if (read.type === 'valid') return openCase(desk, read.number);
  if (read.type !== 'absent') return askForNumber(desk, read, asking);
  if (state?.step === 'case') return answerQuestion(desk, input, state);
  const term = desk.glossary.findTerm(text);
  return term && readQuestion(text, choice, true) === 'meaning'
    ? explainWord(desk, term, state)
    : askForNumber(desk, read, asking);
}

export default defineAgent({
  input: specialistInput,
  output: outputSchema,
  permissions: { reads: [], model: 'none' },
  tools: { datajud: 'DATAJUD_URL' },
  settings,
  timeoutMs: TASK_TIMEOUT_MS,
  concurrency: 16,
  async open({ settings: { DATAJUD_KEY: key, DATAJUD_TIMEOUT_MS: timeoutMs }, folder }): Promise<Opened> {
    const [phrases, courts, glossary] = await Promise.all([
      createPhrases(folder),
      readCourts(folder),
      readGlossary(folder),
    ]);
    const datajud = key === undefined ? undefined : createDatajud({ key, timeoutMs });
    return { phrases, courts, glossary, lookUp: datajud && createLookUp(datajud) };
  },
  async run({ input, locale }, context, opened) {
    return attend(openDesk(opened, context, locale), input);
  },
});
