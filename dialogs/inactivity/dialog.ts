/**
 * Watches for a citizen who went away: asks, and after as long again closes. The pipeline sets
 * `silence` with a conversation's first turn; from then on each of these two timers sets the next.
 */
import { closeConversation, defineDialog, pass, reply, setTimer } from '#assistant';

const SILENCE = 'silence';
const CLOSE = 'close';
/** A timer that is later than this was held up by an outage: whoever was asked could not answer. */
const LATE_MS = 60_000;

export default defineDialog({
  intents: [],
  respond({ input, conversation: { status, silentMs } }) {
    if (input.type !== 'timer') return [pass()];
    if (status === 'closed') return [];
    const silenceMs = Number(input.payload['silenceMs']);
    const watch = (name: string, afterMs: number) => setTimer(name, afterMs, { silenceMs });
    // Whoever waits for a person has nothing to answer: their silence begins when they are back.
    const leftMs = status === 'waiting' ? silenceMs : silenceMs - silentMs;
    if (leftMs > 0) return [watch(SILENCE, leftMs)];
    return input.name === CLOSE && silentMs < silenceMs + LATE_MS
      ? [reply('closed'), closeConversation('inactive')]
      : [reply('still-there'), watch(CLOSE, silenceMs)];
  },
});
