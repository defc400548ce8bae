/**
 * Tickets that changed: gathered for a moment, read once for all windows, and each window is sent those
 * that its person may see.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describeError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { maySee } from '../../../person.ts';
import type { TicketLine } from '../../../ticket.ts';
import type { Tell, Window } from './window.ts';

/** The first is told at once; what follows within so long is told together: a busy desk sends a tenth as much. */
const GATHER_MS = 30;
const AGAIN_MS = 1_000;
/** Read at once, at most. */
const MOST_AT_ONCE = 500;

export interface TicketNewsOptions {
  readonly log: Log;
  readonly windows: ReadonlySet<Window>;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  /** Lines of those that are open. */
  readTicketLines(conversationIds: readonly string[]): Promise<readonly TicketLine[]>;
}

type Place = Parameters<typeof maySee>[1];

/** What a window is sent of one reading. */
interface Share {
  readonly changed: readonly TicketLine[];
  readonly gone: readonly string[];
}

interface Reading {
  readonly id: string;
  /** Undefined: it is open no longer. */
  readonly line: TicketLine | undefined;
  /** Where it was before, as far as that is known. */
  readonly before: Place | undefined;
}

const placeOf = ({ queue, person }: TicketLine): Place => ({ queue, personId: person?.personId ?? null });

function shareOf({ me }: Window, readings: readonly Reading[]): Share {
  const changed: TicketLine[] = [];
  const gone: string[] = [];
  for (const { id, line, before } of readings) {
    if (line && maySee(me, placeOf(line))) changed.push(line);
    else if (!before || maySee(me, before)) gone.push(id);
  }
  return { changed, gone };
}

const keyOf = ({ changed, gone }: Share): string =>
  `${changed.map((line) => line.conversationId).join()}|${gone.join()}`;

/** Told ids of conversations, it sends windows what became of their tickets. */
export function createTicketNews(options: TicketNewsOptions): (ids: readonly string[]) => void {
  const { log, windows, tell, signal } = options;
  const places = new Map<string, Place>();
  const waiting = new Set<string>();
  let isRunning = false;

  function note(id: string, line: TicketLine | undefined): Reading {
    const before = places.get(id);
    if (line) places.set(id, placeOf(line));
    else places.delete(id);
    return { id, line, before };
  }

  async function send(ids: readonly string[]): Promise<void> {
    const lines = new Map((await options.readTicketLines(ids)).map((line) => [line.conversationId, line]));
    const readings = ids.map((id) => note(id, lines.get(id)));
    const shares = [...windows].map((window) => ({ window, share: shareOf(window, readings) }));
    for (const alike of Map.groupBy(shares, ({ share }) => keyOf(share)).values()) {
      const { changed, gone } = alike[0]?.share ?? { changed: [], gone: [] };
      if (changed.length + gone.length === 0) continue;
      tell(
        alike.map(({ window }) => window),
        'tickets',
        changed,
        gone,
      );
    }
  }

  async function sendSoon(ids: readonly string[]): Promise<void> {
    try {
      await send(ids);
      await pause(GATHER_MS, undefined, { ref: false });
    } catch (error) {
      log.warn({ tickets: ids.length, error: describeError(error) }, 'windows are told of tickets later');
      for (const id of ids) waiting.add(id);
      await pause(AGAIN_MS, undefined, { ref: false });
    }
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.size > 0 && !signal.aborted) {
      const ids = [...waiting].slice(0, MOST_AT_ONCE);
      for (const id of ids) waiting.delete(id);
      await sendSoon(ids);
    }
    isRunning = false;
  }

  return (ids) => {
    if (windows.size === 0) {
      for (const id of ids) places.delete(id);
      return;
    }
    for (const id of ids) waiting.add(id);
    if (!isRunning) void run();
  };
}
