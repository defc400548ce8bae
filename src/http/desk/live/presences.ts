/** Presences: who is there, for colleagues. Nobody says that they leave: they are not seen any more. */
import { describeError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import type { Presence } from '../../../person.ts';
import type { Tell, Window } from './window.ts';

export interface PresencesOptions {
  readonly log: Log;
  readonly windows: ReadonlySet<Window>;
  readonly tell: Tell;
  /** Of everybody who works here. */
  readPresences(): Promise<readonly Presence[]>;
  /** People with a window that is open. */
  noteSeen(personIds: readonly string[]): Promise<void>;
}

export type Presences = ReturnType<typeof createPresences>;

export function createPresences({ log, windows, tell, readPresences, noteSeen }: PresencesOptions) {
  /** Each with its own words, so that a difference is seen. */
  let known = new Map<string, { readonly presence: Presence; readonly words: string }>();
  let reading: Promise<void> | undefined;
  let isAskedAgain = false;

  async function read(): Promise<void> {
    const all = await readPresences();
    const before = known;
    known = new Map(
      all.map((presence) => [presence.personId, { presence, words: JSON.stringify(presence) }]),
    );
    const changed = [...known.values()].filter(
      ({ presence, words }) => before.get(presence.personId)?.words !== words,
    );
    // Whoever works here no longer is not there.
    const left = [...before.values()].filter(
      ({ presence }) => presence.isOnline && !known.has(presence.personId),
    );
    const news = [
      ...changed.map(({ presence }) => presence),
      ...left.map(({ presence }) => ({ ...presence, isOnline: false })),
    ];
    if (news.length > 0) tell(windows, 'presence', news);
  }

  const warn = (error: unknown): void => {
    log.warn({ error: describeError(error) }, 'it is not known who is there');
  };

  async function readUntilCalm(): Promise<void> {
    do {
      isAskedAgain = false;
      await read().catch(warn);
    } while (isAskedAgain);
    reading = undefined;
  }

  /** Reads again what others may have changed; asked twice at once, it reads once more. Never rejects. */
  function refresh(): Promise<void> {
    isAskedAgain = true;
    reading ??= readUntilCalm();
    return reading;
  }

  return {
    all: (): readonly Presence[] => [...known.values()].map(({ presence }) => presence),
    isOnline: (personId: string): boolean => known.get(personId)?.presence.isOnline === true,
    refresh,
    /** Never rejects. */
    seen: (personIds: readonly string[]): Promise<void> => noteSeen(personIds).catch(warn),
  };
}
