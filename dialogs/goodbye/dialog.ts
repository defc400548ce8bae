/**
 * Says the protocol number once more, asks how it was, and closes: with the answer, at a second goodbye,
 * or after a while without a word. Whoever writes on goes on in the same conversation; whoever waits
 * for a person keeps their place.
 */
import {
  ask,
  closeConversation,
  defineDialog,
  type Effect,
  giveFeedback,
  goToTarget,
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

const close = (): Effect => closeConversation('citizen-said-goodbye');
const sayGoodbye = (): readonly Effect[] => [ask('goodbye', {}), setTimer(CLOSE, CLOSE_AFTER_MS)];

function rate(rating: number, comment?: string): readonly Effect[] {
  const said = comment === undefined ? {} : { comment };
  return [giveFeedback({ rating, ...said }), reply(rating <= 2 ? 'rated-low' : 'rated', { rating }), close()];
}

function takeWords({ text, understanding }: MessageInput, isAsked: boolean): readonly Effect[] {
  const isGoodbye = understanding.intent === 'goodbye' && understanding.certainty === 'sure';
  if (!isAsked) return sayGoodbye();
  if (isGoodbye) return [reply('closed'), close()];
  const rated = readRating(text);
  if (rated.type === 'none') return [pass()];
  return rated.type === 'rating' ? rate(rated.rating, rated.comment) : [ask('out-of-range', {})];
}

export default defineDialog({
  courtesy: true,
  respond({ input, state, conversation: { status, silentMs } }) {
    // Nobody has spoken since; any word would have gone on.
    if (input.type === 'timer') return status === 'open' && silentMs >= CLOSE_AFTER_MS ? [close()] : [];
    if (status === 'waiting') return [redirect('talk-to-a-person')];
    if (input.type === 'message') return takeWords(input, state !== undefined);
    if (input.type === 'choice' && goToTarget(input.value) === undefined) {
      const rated = readRating(input.value);
      return state !== undefined && rated.type === 'rating' ? rate(rated.rating) : [pass()];
    }
    return sayGoodbye();
  },
});
