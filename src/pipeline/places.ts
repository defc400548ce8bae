/** Places: where everybody who waits stands, as it was counted last. Read anew by whoever looks. */
import type { Database } from '../database.ts';
import { estimateWait } from '../desk/estimate.ts';
import type { Queues, WaitingPlace } from '../queues.ts';
import { type QueueSpeeds, readPlaces, readSpeeds, type TicketPlace } from '../store/places.ts';

/** Older than this, what was counted is counted again for whoever asks. */
const FRESH_MS = 2_000;

export interface CountedPlace {
  readonly ticket: TicketPlace;
  /** Undefined where somebody has it. */
  readonly place: WaitingPlace | undefined;
}

export interface Places {
  /** As it was counted last; undefined for who does not wait, or came since. */
  placeOf(conversationId: string): WaitingPlace | undefined;
  /** Counts anew. */
  count(): Promise<readonly CountedPlace[]>;
  /** Counts anew where that was not done just now: for who asks for one conversation. */
  find(conversationId: string): Promise<WaitingPlace | undefined>;
}

/** Tells the place of each ticket of one count. */
function createCounting({ attended, figures }: QueueSpeeds) {
  // Behind somebody of whom nothing can be said, nothing can be said of anybody.
  const unknownFrom = new Map<string, number>();
  const estimate = (queue: string, position: number): WaitingPlace['estimate'] => {
    const seen = figures.get(queue);
    const limit = unknownFrom.get(queue) ?? Number.POSITIVE_INFINITY;
    if (!seen || position >= limit || !attended.has(queue)) return undefined;
    const found = estimateWait(seen, position);
    if (!found) unknownFrom.set(queue, position);
    return found;
  };
  return ({ queue, position }: TicketPlace): WaitingPlace | undefined =>
    position === null
      ? undefined
      : { position, estimate: estimate(queue, position), isAttended: attended.has(queue) };
}

const NOTHING_KNOWN: QueueSpeeds = { attended: new Set(), figures: new Map() };

export function createPlaces(database: Database, queues: Queues): Places {
  let counted: ReadonlyMap<string, WaitingPlace> = new Map();
  let countedAt = Number.NEGATIVE_INFINITY;
  let counting: Promise<unknown> | undefined;

  async function count(): Promise<readonly CountedPlace[]> {
    const tickets = await readPlaces(database);
    const isAny = tickets.some(({ position }) => position !== null);
    const placeOf = createCounting(isAny ? await readSpeeds(database, queues) : NOTHING_KNOWN);
    const all = tickets.map((ticket): CountedPlace => ({ ticket, place: placeOf(ticket) }));
    counted = new Map(
      all.flatMap(({ ticket, place }) => (place ? [[ticket.conversationId, place] as const] : [])),
    );
    countedAt = performance.now();
    return all;
  }

  return {
    count,
    placeOf: (conversationId) => counted.get(conversationId),
    async find(conversationId) {
      if (performance.now() - countedAt > FRESH_MS) {
        counting ??= count().finally(() => {
          counting = undefined;
        });
        await counting;
      }
      return counted.get(conversationId);
    },
  };
}
