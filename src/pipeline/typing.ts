/**
 * Typing: who is writing at this moment. Told to every process of the dialogue role, kept nowhere:
 * a notice that is lost only means that a turn does not wait.
 */
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';

const TOPIC = 'typing';
/** Notices older than this are forgotten: nothing waits so long. */
const KEPT_MS = 5_000;

export interface Typist {
  readonly channel: string;
  readonly address: string;
}

export interface Typing {
  /** Never rejects. */
  note(typist: Typist): Promise<void>;
}

export interface TypistWatch extends AsyncDisposable {
  /** Since the last notice; Infinity where there was none of late. */
  heardAgoMs(typist: Typist): number;
}

const keyOf = ({ channel, address }: Typist): string => `${channel}:${address}`;

export function createTyping(stream: Stream, log: Log): Typing {
  return {
    note: (typist) =>
      stream.publish(TOPIC, { ...typist }).catch((error: unknown) => {
        log.debug({ error: describeError(error) }, 'a typing notice was not passed on');
      }),
  };
}

/** Told of each notice, of whoever it is. */
export const listenToTyping = (
  stream: Stream,
  listener: (typist: Typist) => void,
): Promise<AsyncDisposable> =>
  stream.subscribe(TOPIC, ({ channel, address }) => {
    listener({ channel: String(channel), address: String(address) });
  });

/** Remembers who was heard typing of late. */
export async function watchTyping(stream: Stream): Promise<TypistWatch> {
  const heardAt = new Map<string, number>();
  const prune = setInterval(() => {
    const oldest = performance.now() - KEPT_MS;
    for (const [key, at] of heardAt) if (at < oldest) heardAt.delete(key);
  }, KEPT_MS);
  prune.unref();
  const subscription = await listenToTyping(stream, (typist) => {
    heardAt.set(keyOf(typist), performance.now());
  });
  return {
    heardAgoMs: (typist) => performance.now() - (heardAt.get(keyOf(typist)) ?? Number.NEGATIVE_INFINITY),
    async [Symbol.asyncDispose]() {
      clearInterval(prune);
      await subscription[Symbol.asyncDispose]();
    },
  };
}
