/** Desk news: processes tell each other what changed at the desk. Lost ones delay: windows look again. */
import type { DeskNews } from '../desk.ts';
import { describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';

const TOPIC = 'desk';

export interface NewsBoard {
  /** Never rejects. */
  tell(news: Exclude<DeskNews, { readonly type: 'gap' }>): Promise<void>;
  listen(listener: (news: DeskNews) => void): Promise<AsyncDisposable>;
}

export const createNewsBoard = (stream: Stream, log: Log): NewsBoard => ({
  tell: (news) =>
    stream.publish(TOPIC, { ...news } as unknown as JsonObject).catch((error: unknown) => {
      log.warn({ error: describeError(error) }, 'the desk was not told of news');
    }),
  listen: (listener) =>
    stream.subscribe(
      TOPIC,
      (news) => listener(news as unknown as DeskNews),
      () => listener({ type: 'gap' }),
    ),
});
