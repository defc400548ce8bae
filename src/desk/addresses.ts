/** Addresses and names as the desk shows them: as much as the reader's work needs (Lei 13.709/2018, art. 6, III). */
import { findNames } from '../personal.ts';

const KEPT = 4;

/** Enough to tell one citizen from another in a list, and no more: the last four letters. */
export const shortenAddress = (address: string): string => `…${address.slice(-KEPT)}`;

/** An address that people can write to or call; that of a web visitor says nothing to anybody. */
export const isReachable = (address: string): boolean => /^\+?\d{8,15}$|@/.test(address);

/**
 * What the citizen says they are called: the newest of those texts that says so.
 * @param texts the citizen's, newest first
 */
export function findToldName(texts: readonly string[]): string | null {
  for (const text of texts) {
    const span = findNames(text).at(-1);
    if (span) return text.slice(span.start, span.end);
  }
  return null;
}
