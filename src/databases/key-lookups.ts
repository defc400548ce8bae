/**
 * Every statement on the way of a message finds rows by key. PostgreSQL plans it from statistics,
 * and on tables that were empty a moment ago, or under PGlite, which has no autovacuum to renew
 * them, it decides to read whole tables and keeps that plan as they grow: measured on a fresh server,
 * 1,600 turns a second against 3,400. So these sessions are told to go by index and nested loop.
 * A report that is better off without sets them back with `set local` in its transaction.
 */
export const KEY_LOOKUPS =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off';
