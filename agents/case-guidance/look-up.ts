/**
 * Looks a case up: what was read within the hour is not asked for again, and while DataJud does not
 * answer, what was read before is shown with its age. Nothing of a sealed case is kept.
 */
import { LRUCache } from 'lru-cache';
import type { CourtCase } from './cases.ts';
import type { Court } from './courts.ts';
import type { Ask, Datajud, DatajudAnswer, DatajudFailure } from './datajud.ts';

export type LookedUp =
  | {
      readonly type: 'cases';
      /** Never empty. */
      readonly cases: readonly CourtCase[];
      /** When DataJud was asked. Milliseconds since 1970. */
      readonly askedAt: number;
      /** Why it is not what DataJud says now; undefined where it is, or was within the hour. */
      readonly failure: DatajudFailure | undefined;
    }
  | { readonly type: 'none' }
  | { readonly type: 'sealed' }
  | { readonly type: 'failed'; readonly failure: DatajudFailure };

export interface LookUp {
  /** Whether it will answer without asking. */
  isFresh(caseNumber: string): boolean;
  find(ask: Ask, court: Court, caseNumber: string, signal: AbortSignal): Promise<LookedUp>;
}

const FRESH_MS = 60 * 60_000;
const STALE_MS = 7 * 24 * 60 * 60_000;
/** Of the cache, counted in UTF-16 units of the cases as JSON. */
const LARGEST_UNITS = 32 * 1024 * 1024;

interface Kept {
  readonly cases: readonly CourtCase[];
  readonly askedAt: number;
}

async function askIndices(
  datajud: Datajud,
  ask: Ask,
  { indices }: Court,
  caseNumber: string,
  signal: AbortSignal,
): Promise<DatajudAnswer> {
  let answer: DatajudAnswer = { type: 'failed', failure: 'no-index' };
  for (const index of indices) {
    answer = await datajud.find(ask, index, caseNumber, signal);
    if (answer.type !== 'failed' || answer.failure !== 'no-index') return answer;
  }
  return answer;
}

export function createLookUp(datajud: Datajud): LookUp {
  const kept = new LRUCache<string, Kept>({
    maxSize: LARGEST_UNITS,
    sizeCalculation: ({ cases }) => JSON.stringify(cases).length,
  });
  const within = (caseNumber: string, ms: number): Kept | undefined => {
    const found = kept.get(caseNumber);
    return found && Date.now() - found.askedAt < ms ? found : undefined;
  };
  return {
    isFresh: (caseNumber) => within(caseNumber, FRESH_MS) !== undefined,
    async find(ask, court, caseNumber, signal) {
      const fresh = within(caseNumber, FRESH_MS);
      if (fresh) return { type: 'cases', ...fresh, failure: undefined };
      const answer = await askIndices(datajud, ask, court, caseNumber, signal);
      if (answer.type === 'failed') {
        const stale = within(caseNumber, STALE_MS);
        return stale ? { type: 'cases', ...stale, failure: answer.failure } : answer;
      }
      // What has become sealed, or was taken back, is not shown from here either.
      kept.delete(caseNumber);
      if (answer.type === 'sealed') return answer;
      if (answer.cases.length === 0) return { type: 'none' };
      const found = { cases: answer.cases, askedAt: Date.now() };
      kept.set(caseNumber, found);
      return { type: 'cases', ...found, failure: undefined };
    },
  };
}
