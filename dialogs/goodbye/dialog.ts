/**
 * Says the protocol number once more, asks how it was, and closes: with the answer, at a second goodbye,
 * or after a while without a word; the same when a person of the house has solved it. Whoever writes on
 * goes on in the same conversation; whoever waits for a person keeps their place.
 */
import {
  ask,
  closeConversation,
  defineDialog,
  type Effect,
  giveFeedback,
  goToTarget,
  type JsonObject,
  type MessageInput,
  pass,
  redirect,
  reply,
  setTimer,
} from '#assistant';
import { readRating } from './ratings.ts';

/** Long enough to read and tap, and short enough to be over. */
const CLOSE_AFTER_MS = 600_000;
const CLOSE = 'close';
/** Set by the desk when a person has solved it: src/store/desk-writes.ts. */
const RATE_PERSON = 'rate-person';

const GOODBYE = 'citizen-said-goodbye';
const SOLVED = 'solved';

/** What it is closed with, in the end. */
const reasonOf = (kept: JsonObject | undefined): string => (kept?.['reason'] === SOLVED ? SOLVED : GOODBYE);
const askFor = (response: string, reason: string): readonly Effect[] => [
  ask(response, { reason }),
  setTimer(CLOSE, CLOSE_AFTER_MS, { reason }),
];
const sayGoodbye = (): readonly Effect[] => askFor('goodbye', GOODBYE);

function rate(rating: number, reason: string, comment?: string): readonly Effect[] {
  const said = comment === undefined ? {} : { comment };
  const thanks = reply(rating <= 2 ? 'rated-low' : 'rated', { rating });
  return [giveFeedback({ rating, ...said }), thanks, closeConversation(reason)];
}

function takeWords({ text, understanding }: MessageInput, state: JsonObject | undefined): readonly Effect[] {
  const isGoodbye = understanding.intent === 'goodbye' && understanding.certainty === 'sure';
  if (state === undefined) return sayGoodbye();
  if (isGoodbye) return [reply('closed'), closeConversation(reasonOf(state))];
  const rated = readRating(text);
  if (rated.type === 'none') return [pass()];
  return rated.type === 'rating'
    ? rate(rated.rating, reasonOf(state), rated.comment)
    : [ask('out-of-range', state)];
}

export default defineDialog({
  courtesy: true,
  respond({ input, state, conversation: { status, silentMs } }) {
    if (input.type === 'timer' && status !== 'open') return [];
    if (input.type === 'timer' && input.name === RATE_PERSON) return askFor('rate-person', SOLVED);
    // Nobody has spoken since; any word would have gone on.
    if (input.type === 'timer')
      return silentMs >= CLOSE_AFTER_MS ? [closeConversation(reasonOf(input.payload))] : [];
    if (status === 'waiting') return [redirect('talk-to-a-person')];
    if (input.type === 'message') return takeWords(input, state);
    if (input.type === 'choice' && goToTarget(input.value) === undefined) {
      const rated = readRating(input.value);
      return state !== undefined && rated.type === 'rating' ? rate(rated.rating, reasonOf(state)) : [pass()];
    }
    return sayGoodbye();
  },
});
