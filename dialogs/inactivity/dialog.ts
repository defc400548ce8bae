/**
 * Watches for a citizen who went away: asks, and after as long again closes. Who left something half
 * done finds it again for a month. The pipeline sets `silence` with a conversation's first turn; from
 * then on each of these timers sets the next.
 */
import { closeConversation, defineDialog, type Effect, pass, reply, setTimer } from '#assistant';

const SILENCE = 'silence';
const CLOSE = 'close';
/** Looks once a day whether the citizen has come back to what they left. */
const KEPT = 'kept';
const DAY_MS = 86_400_000;
const KEEP_MS = 30 * DAY_MS;
/** A timer that is later than this was held up by an outage: whoever was asked could not answer. */
const LATE_MS = 60_000;

function lookAfterKept(silentMs: number, silenceMs: number): readonly Effect[] {
  if (silentMs >= KEEP_MS) return [reply('closed'), closeConversation('inactive')];
  const isBack = silentMs < DAY_MS / 2;
  return [isBack ? setTimer(SILENCE, silenceMs, { silenceMs }) : setTimer(KEPT, DAY_MS, { silenceMs })];
}

export default defineDialog({
  intents: [],
  respond({ input, conversation: { status, silentMs, inProgress } }) {
    if (input.type !== 'timer') return [pass()];
    if (status === 'closed') return [];
    const silenceMs = Number(input.payload['silenceMs']);
    const watch = (name: string, afterMs: number) => setTimer(name, afterMs, { silenceMs });
    if (input.name === KEPT && status === 'open') return lookAfterKept(silentMs, silenceMs);
    // Whoever waits for a person has nothing to answer: their silence begins when they are back.
    const leftMs = status === 'waiting' ? silenceMs : silenceMs - silentMs;
    if (leftMs > 0) return [watch(SILENCE, leftMs)];
    const isUnfinished = inProgress !== undefined;
    if (input.name !== CLOSE || silentMs >= silenceMs + LATE_MS)
      return [reply(isUnfinished ? 'still-there-unfinished' : 'still-there'), watch(CLOSE, silenceMs)];
    return isUnfinished
      ? [reply('kept'), watch(KEPT, DAY_MS)]
      : [reply('closed'), closeConversation('inactive')];
  },
});
