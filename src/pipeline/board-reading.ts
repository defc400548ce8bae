/** Reading the board: once for all who look at it in the same second, however many do. */
import type { Database } from '../database.ts';
import { TIME_ZONE } from '../locale.ts';
import type { Queues } from '../queues.ts';
import { readBoard, type Today } from '../store/board.ts';
import { readReport } from '../store/reports.ts';
import type { Board } from '../supervision.ts';

const BOARD_MS = 1_000;
/** Today's figures change slowly, and take longer to count. */
const TODAY_MS = 10_000;

/** `2026-11-22`, where the house is. */
export const dayOf = (moment: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, dateStyle: 'short' }).format(moment);

/** What was read stands for a while; whoever asks meanwhile gets the same. What failed is read again. */
function keepFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = performance.now();
    if (kept && at - kept.at < ms) return kept.value;
    const value = read();
    const own = { at, value };
    kept = own;
    value.catch(() => {
      if (kept === own) kept = undefined;
    });
    return value;
  };
}

async function readToday(database: Database, queues: Queues): Promise<Today> {
  const now = new Date();
  const day = dayOf(now);
  const { rows } = await readReport(database, {
    from: day,
    to: day,
    by: 'queue',
    queues,
    courtesies: [],
    now,
  });
  return new Map(rows.map(({ key, tickets }) => [key, tickets]));
}

/** @returns the board as it was a second ago, at most; today's figures ten seconds */
export function createBoardReader(database: Database, queues: Queues): () => Promise<Board> {
  const today = keepFor(TODAY_MS, () => readToday(database, queues));
  return keepFor(BOARD_MS, async () => readBoard(database, queues, await today(), new Date()));
}
