/**
 * Typing notices: the server waits a moment for the rest of what is being written. Where it waits
 * for nothing, a notice is only traffic, and ten thousand open pages would make much of it. So one is
 * sent only while a message of the citizen's own has no answer, and in the first seconds of that; and,
 * less often, while a person has the conversation, who sees it.
 */

/** The server takes somebody for typing for 1.5 s after each notice: one a second keeps that up. */
const INTERVAL_MS = 1_000;
/** Desks show it for some seconds. */
const TO_PERSON_MS = 3_000;
/** The server waits for 2.5 s at most after it has kept a message; as much again for a slow line. */
const WITHIN_MS = 5_000;

export interface TypingNotices {
  /** The citizen has sent a message. */
  noteSent(): void;
  /** What they write has changed. */
  noteTyped(): void;
}

/**
 * @param isAwaited whether an answer is still to come
 * @param isWithPerson whether a person has the conversation
 * @param now milliseconds of a clock that never goes back
 */
export function createTypingNotices(
  isAwaited: () => boolean,
  isWithPerson: () => boolean,
  tell: () => void,
  now: () => number = () => performance.now(),
): TypingNotices {
  let sentAt = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    noteSent() {
      sentAt = now();
      // The server takes what it heard before a message for the typing of that message.
      toldAt = Number.NEGATIVE_INFINITY;
    },
    noteTyped() {
      const at = now();
      const isHurried = at - sentAt <= WITHIN_MS && isAwaited();
      if (at - toldAt < (isHurried ? INTERVAL_MS : TO_PERSON_MS)) return;
      if (!isHurried && !isWithPerson()) return;
      toldAt = at;
      tell();
    },
  };
}
