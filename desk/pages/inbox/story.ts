/** A contact's story as far as it is loaded: merged from pages and from what happens, in order. Pure. */
import type { StoryLine } from '../../../src/desk.ts';

export const keyOf = ({ conversationId, seq }: Pick<StoryLine, 'conversationId' | 'seq'>): string =>
  `${conversationId}:${seq}`;

interface Placed {
  readonly line: StoryLine;
  readonly at: number;
}

/**
 * One list in the order of time. Within a conversation the log's own order counts: clocks of several
 * servers may differ, numbers do not.
 */
function arrange(lines: readonly StoryLine[]): readonly StoryLine[] {
  const placed: Placed[] = [];
  for (const own of Map.groupBy(lines, ({ conversationId }) => conversationId).values()) {
    let latest = 0;
    for (const line of own.toSorted((one, other) => one.seq - other.seq)) {
      latest = Math.max(latest, Date.parse(line.at));
      placed.push({ line, at: latest });
    }
  }
  return placed
    .sort(
      (one, other) =>
        one.at - other.at ||
        (one.line.conversationId === other.line.conversationId
          ? one.line.seq - other.line.seq
          : one.line.conversationId < other.line.conversationId
            ? -1
            : 1),
    )
    .map(({ line }) => line);
}

/** Adds lines, and puts newer accounts of the same line (its delivery) in the place of older ones. */
export function mergeStory(known: readonly StoryLine[], more: readonly StoryLine[]): readonly StoryLine[] {
  if (more.length === 0) return known;
  return arrange([...new Map([...known, ...more].map((line) => [keyOf(line), line] as const)).values()]);
}

/** Action ids of what was sent from here and stands in the log. */
export const actionIdsIn = (lines: readonly StoryLine[]): readonly string[] =>
  lines.flatMap(({ body }) => ('actionId' in body && body.actionId !== null ? [body.actionId] : []));

/** The highest number of this conversation; 0 where nothing of it is known. */
export const lastSeqOf = (lines: readonly StoryLine[], conversationId: string): number =>
  lines.reduce((last, line) => (line.conversationId === conversationId ? Math.max(last, line.seq) : last), 0);

/** Somebody other than the desk's own people said it. */
const isNews = ({ body }: StoryLine): boolean => body.from === 'citizen' || body.from === 'note';

/** Where new lines begin for whoever had read up to `readUpTo`; undefined where nothing is new. */
export const firstUnread = (
  lines: readonly StoryLine[],
  conversationId: string,
  readUpTo: number,
): string | undefined => {
  const first = lines.find(
    (line) => line.conversationId === conversationId && line.seq > readUpTo && isNews(line),
  );
  return first && keyOf(first);
};
