/**
 * Looks a question up in the body's documents. It also gets what nobody recognised: unknown words
 * may still stand in a document. Where the agent asks back which of several subjects was meant, the
 * answer comes here.
 */
import {
  answerWith,
  askWith,
  type DialogTurn,
  defineDialog,
  type Effect,
  goTo,
  isNeither,
  type JsonObject,
  pass,
  redirect,
  remember,
  reply,
  startTask,
} from '#assistant';

/** Of the citizen's questions, so many are handed on with the next: it may lean on them. */
const MOST_EARLIER = 3;
const NONE_OF_THESE = 'none';
const INTENT = 'ask-documentation';

interface Memory {
  readonly earlier: readonly JsonObject[];
}

/** What stands between the agent's question and the citizen's answer. */
interface Asked {
  readonly question: string;
}

// Plain data, which the compiler does not see in an interface.
const memoryOf = ({ memory }: DialogTurn): Memory =>
  (memory as unknown as Memory | undefined) ?? { earlier: [] };
const askedIn = ({ state }: DialogTurn): Asked | undefined => state as unknown as Asked | undefined;

const lookUp = (question: string, earlier: readonly JsonObject[], more: JsonObject = {}): Effect =>
  startTask('documentation', {
    question,
    ...(earlier.length > 0 ? { earlier: earlier.slice(-MOST_EARLIER) } : {}),
    ...more,
  });

/** Not in the documents: perhaps there is a service for it, which says so where there is none. */
const askServices = (text: string): Effect =>
  redirect('portal-services', {
    type: 'message',
    text,
    understanding: {
      intent: INTENT,
      confidence: 0,
      certainty: 'unknown',
      alternatives: [],
      entities: [],
      locale: 'und',
      decidedBy: 'handover',
    },
  });

function takeMessage(turn: DialogTurn, text: string, isElsewhere: boolean): readonly Effect[] {
  const asked = askedIn(turn);
  const { earlier } = memoryOf(turn);
  if (asked && isElsewhere) return [pass()];
  // A number or a face is nothing to look up.
  if (!/\p{L}/u.test(text) || (asked && isNeither(text))) return [redirect('fallback')];
  // Whoever answers in words of their own has said more of what they asked.
  return [lookUp(text, asked ? [...earlier, { question: asked.question }] : earlier)];
}

function takeChoice(turn: DialogTurn, value: string): readonly Effect[] {
  const asked = askedIn(turn);
  if (value === goTo('ask-documentation')) return [reply('go-ahead')];
  // Any other value is a button of a question that is over.
  if (!asked) return [redirect('what-can-you-do')];
  if (value === NONE_OF_THESE) return [redirect('fallback')];
  const state = asked as unknown as JsonObject;
  return [lookUp(asked.question, memoryOf(turn).earlier, { choice: value, state })];
}

const isObject = (value: JsonObject[string] | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** For the next question: what this one was, and what was cited. */
function keepInMind(turn: DialogTurn, asked: JsonObject[string] | undefined): readonly Effect[] {
  if (!isObject(asked)) return [];
  const earlier = [...memoryOf(turn).earlier, asked].slice(-MOST_EARLIER);
  return [remember({ earlier })];
}

export default defineDialog({
  respond(turn) {
    const { input } = turn;
    switch (input.type) {
      case 'message': {
        const { intent, certainty } = input.understanding;
        return takeMessage(turn, input.text, certainty === 'sure' && intent !== null && intent !== INTENT);
      }
      case 'answered': {
        const { status, activity, state = {}, output } = input.answer;
        const kept = keepInMind(turn, output['asked']);
        if (status === 'asks' && activity) return [askWith(activity, input.taskId, state)];
        if (status === 'answered' && activity) return [...kept, answerWith(activity, input.taskId)];
        const question = isObject(output['asked']) ? output['asked']['question'] : undefined;
        return [...kept, typeof question === 'string' ? askServices(question) : redirect('fallback')];
      }
      case 'failed':
        return [redirect('fallback')];
      case 'choice':
        return takeChoice(turn, input.value);
      case 'redirected':
        return [reply('go-ahead')];
      case 'resumed':
      case 'timer':
        return [pass()];
    }
  },
});
