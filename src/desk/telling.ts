/** Telling: when a citizen who waits is told something of the queue, without being asked. Pure. */
import type { WaitingPlace } from '../queues.ts';

/** How a ticket stands, and what its citizen knows of it. */
export interface Told {
  /** Who has it; null: it waits. */
  readonly personId: string | null;
  /** Who the citizen was last told has it. */
  readonly toldPersonId: string | null;
  /** Null: they were told of no place yet. */
  readonly toldPosition: number | null;
  readonly toldAgoMs: number | null;
  /** Since it came into this queue. */
  readonly queuedAgoMs: number;
}

/** Whoever is taken within this needs no number; and WhatsApp lets one message in 6 s through to one person. */
const FIRST_AFTER_MS = 8_000;
const AGAIN_AFTER_MS = 60_000;

/** `assigned`: who has it. `lost`: they have it no more. `place`: where the citizen stands. */
export type Telling = 'assigned' | 'lost' | 'place' | 'nothing';

function isNews({ toldPosition, toldAgoMs, queuedAgoMs }: Told, position: number): boolean {
  // What was told before it came into this queue was of another.
  if (toldPosition === null || toldAgoMs === null || toldAgoMs > queuedAgoMs)
    return queuedAgoMs >= FIRST_AFTER_MS;
  const isNext = position === 1 && toldPosition > 1;
  return toldAgoMs >= AGAIN_AFTER_MS && (isNext || position * 2 <= toldPosition);
}

/** @param place undefined where it was not counted, or somebody has it */
export function chooseTelling(told: Told, place: WaitingPlace | undefined): Telling {
  const { personId, toldPersonId } = told;
  if (personId !== null) return personId === toldPersonId ? 'nothing' : 'assigned';
  if (place === undefined) return 'nothing';
  if (toldPersonId !== null) return 'lost';
  // While nobody is there nothing moves; the hours were told when they came.
  return place.isAttended && isNews(told, place.position) ? 'place' : 'nothing';
}
