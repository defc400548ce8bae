/**
 * Every statement on the way of a message finds rows by key. On tables that were empty a moment ago,
 * or under PGlite, which has no autovacuum to renew its statistics, PostgreSQL decides to read whole
 * tables, and keeps to that plan as they grow: measured on a fresh server, 1,600 turns a second
 * against 3,400. So these sessions are told to go by index and nested loop. A report or a bulk load
 * that is better off without sets them back with `set local`.
 */
export const KEY_LOOKUPS =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off';
