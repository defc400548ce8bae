/**
 * Waits: how long people waited for their answers, without the time for which a server, a whole
 * role, the provider or the model was away. What is left is the program's own, takeovers included.
 */
import type { Done, Heard, Interval, Journal } from './journal.ts';
import type { Taken } from './matching.ts';
import { PROCESSES } from './plan.ts';
import { overlap } from './repeats.ts';

/** Connections come back, and leases that nobody could renew run out. */
const RECOVERY_MS = 1_500;
/** What was under way when a message was accepted may have been lost with it. */
const BLUR_MS = 500;

export interface Wait {
  readonly message: Taken;
  readonly reply: Heard;
  /** Without outages. */
  readonly waitedMs: number;
  /** How often meanwhile somebody may have had to take over: after a process's end or pause, or a wiped Redis. */
  readonly takeovers: number;
}

const isOutage = ({ target, action }: Done): boolean =>
  (target === 'redis' || target === 'postgres') && action !== 'flush';

const callsForTakeover = ({ target, action }: Done): boolean =>
  action === 'flush' || PROCESSES.some(({ name }) => name === target);

/** While the provider did not take what was sent in this conversation, and until it was tried again. */
function refusalsIn(conversationId: string, { sent }: Journal): Interval[] {
  const own = sent.filter((each) => each.conversationId === conversationId);
  return own.flatMap(({ outcome, at }, index) =>
    outcome === 'taken' ? [] : [{ from: at, until: own[index + 1]?.at ?? at }],
  );
}

/** An open page hangs on one gateway, and cannot know that it is paused. */
const pausesOfPages = ({ done }: Journal): Interval[] =>
  done
    .filter(({ target, action }) => target.startsWith('gateway') && action === 'pause')
    .map(({ at, until }) => ({ from: at, until }));

export function measureWaits(answers: ReadonlyMap<Taken, Heard>, journal: Journal): Wait[] {
  const outages = journal.done
    .filter(isOutage)
    .map(({ at, until }) => ({ from: at, until: until + RECOVERY_MS }));
  const unserved = journal.unserved.map(({ from, until }) => ({ from, until: until + RECOVERY_MS }));
  const refused = journal.done
    .filter(({ target }) => target === 'provider')
    .map(({ at, until }) => ({ from: at, until }));
  const pauses = pausesOfPages(journal);
  const losses = journal.done.filter(callsForTakeover);
  return answers
    .entries()
    .map(([message, reply]) => {
      const away = [
        ...outages,
        ...unserved,
        ...refusalsIn(message.conversationId, journal),
        ...journal.thoughts.filter(({ question }) => question.includes(message.text)),
        ...(message.person.startsWith('webhook') ? refused : []),
        ...(message.person.startsWith('page') ? pauses : []),
      ];
      const [from, until] = [message.acceptedAt, Math.max(message.acceptedAt, reply.at)];
      return {
        message,
        reply,
        waitedMs: Math.round(until - from - overlap(from, until, away)),
        takeovers: losses.filter(({ at }) => at >= from - BLUR_MS && at <= until).length,
      };
    })
    .toArray();
}
