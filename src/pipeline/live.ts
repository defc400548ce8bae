/** Live messages: what a citizen's screen shows at this moment, told to whichever process holds it. */
import type { LiveMessage } from '../channel.ts';
import { describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';

export interface Live {
  /** Never rejects: what matters is in the log. False when nobody could be told. */
  publish(contactId: string, message: LiveMessage): Promise<boolean>;
  subscribe(contactId: string, listener: (message: LiveMessage) => void): Promise<AsyncDisposable>;
}

const topicOf = (contactId: string): string => `live:${contactId}`;

export function createLive(stream: Stream, log: Log): Live {
  return {
    publish: (contactId, message) =>
      stream.publish(topicOf(contactId), { ...message } as JsonObject).then(
        () => true,
        (error: unknown) => {
          log.warn({ contactId, error: describeError(error) }, 'a live message was not published');
          return false;
        },
      ),
    subscribe: (contactId, listener) =>
      stream.subscribe(
        topicOf(contactId),
        (message) => listener(message as unknown as LiveMessage),
        () => listener({ type: 'gap' }),
      ),
  };
}
