/**
 * Answers a question from the body's documents, and cites them; asks back where it cannot tell what
 * the question is about. Input and output: `input.ts`. Each sentence carries the mark of a citation
 * whose quote stands literally in its passage.
 *
 * Explanation: `reason` (why nothing was answered: `nothing-found`, `too-little-covered`,
 * `none-of-these`, `model-found-no-answer`, `nothing-to-quote`), `passages` with score, coverage and
 * confidence, `searchedFor`, `candidates` (between which it asked), `model`, `pool`, `server`,
 * `attempts`, `prompt`, `promptVersion`, `promptHash`, `parametersVersion`, `inputTokens`,
 * `outputTokens`, `dropped` (how many sentences of the model were cut) and `cut` (which and why; the
 * reasons are in `ground.ts` and `carry.ts`), `withheld` or `fallback` (why the model's answer was not
 * used), `brokeOff` (it ends early), and times in milliseconds.
 */
import { type AgentContext, createPhrases, defineAgent, type JsonObject, type Phrases } from '#assistant';
import { type Candidate, findSubject, passagesOf } from './ambiguity.ts';
import { answerQuestion, since } from './answer.ts';
import { type Found, findInSubject, findPassages } from './find.ts';
import { type Asked, inputSchema, outputSchema } from './input.ts';
import { leaveOutPerson } from './leave-out-person.ts';
import { type ModelParameters, openPrompts, type Prompt, readParameters } from './prompt.ts';
import { isAnswerable } from './sure.ts';

const CHOICE = 'about:';

/** What every answer is made with. */
export interface Desk {
  readonly promptFor: (locale: string) => Prompt;
  readonly parameters: ModelParameters;
  readonly phrases: Phrases;
}

/** @throws AssistantError `configuration`, with the file and what is wrong in it */
export const openDesk = async (folder: URL): Promise<Desk> => ({
  promptFor: await openPrompts(folder),
  parameters: await readParameters(folder),
  phrases: await createPhrases(folder),
});

const findChosen = (choice: string | undefined, asked: Asked | undefined): Candidate | undefined =>
  choice?.startsWith(CHOICE) ? asked?.candidates[Number(choice.slice(CHOICE.length))] : undefined;

function explainFound({ question, passages }: Found, asked: string, searchMs: number): JsonObject {
  return {
    ...(question === asked ? {} : { searchedFor: question }),
    passages: passages.map(({ passageId, score, coverage, confidence }) => ({
      passageId,
      score,
      coverage,
      confidence,
    })),
    searchMs,
  };
}

function askBack(candidates: readonly Candidate[], question: string, { phrases }: Desk, locale: string) {
  const buttons = candidates.map(({ title }, index) => ({ title, value: `${CHOICE}${index}` }));
  const asked: Asked = { question, candidates: [...candidates] };
  return {
    status: 'asks',
    activity: phrases.say('which', {}, locale, buttons),
    // Plain data, which the compiler does not see in an interface.
    state: asked as unknown as JsonObject,
    output: {},
  } as const;
}

const CLEAR = { kind: 'clear' } as const;
const isEmpty = ({ passages }: Found): boolean => passages.length === 0;

export default defineAgent({
  input: inputSchema,
  output: outputSchema,
  permissions: { reads: ['knowledge'], model: 'masked' },
  timeoutMs: 60_000,
  concurrency: 16,
  open: ({ folder }): Promise<Desk> => openDesk(folder),
  async run({ input, locale }, context: AgentContext, desk: Desk) {
    const startedAt = performance.now();
    const { question, earlier, choice, state } = input;
    const { parameters } = desk;
    const asked = leaveOutPerson(question, locale);
    const chosen = findChosen(choice, state);
    const found = chosen
      ? await findInSubject(asked, chosen, context)
      : await findPassages(asked, earlier, context);
    const explained = explainFound(found, question, since(startedAt));
    const unanswered = (reason: string) =>
      ({
        status: 'unanswered',
        output: { asked: { question } },
        explanation: { reason, ...explained },
      }) as const;
    if (isEmpty(found)) return unanswered('nothing-found');
    // A question that leans on the one before it is about the same.
    const isTold = chosen !== undefined || earlier.length > 0;
    const subject = isTold ? CLEAR : findSubject(found.question, found.passages);
    if (subject.kind === 'open') {
      const { candidates } = subject;
      const titles = candidates.map(({ title }) => title);
      return {
        ...askBack(candidates, question, desk, locale),
        explanation: { candidates: titles, ...explained },
      };
    }
    if (!chosen && !isAnswerable(found.question, found.passages)) return unanswered('too-little-covered');
    const passages = subject.kind === 'named' ? passagesOf(subject.title, found.passages) : found.passages;
    const about = { question: found.question, earlier, passages, parameters };
    const outcome = await answerQuestion({ ...about, prompt: desk.promptFor(locale) }, context);
    const { source, activity, explanation } = outcome;
    const cited = passages.find(({ passageId }) => passageId === activity?.citations?.[0]?.passageId);
    return {
      status: activity ? 'answered' : 'unanswered',
      ...(activity ? { activity } : {}),
      output: {
        ...(source ? { source } : {}),
        asked: { question, ...(cited ? { about: cited.title } : {}) },
      },
      explanation: { ...explanation, ...explained },
    };
  },
});
