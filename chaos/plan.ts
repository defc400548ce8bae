/** The plan: what is broken, and when. A pure function of the seed. */
import { EGRESS_LEASE_MS } from '../src/store/egress-leases.ts';
import { TASK_LEASE_MS } from '../src/store/tasks.ts';
import { createDice, type Dice } from './dice.ts';

/** Two for every role, so that there is always somebody to take over; one reads words and takes turns itself. */
export const PROCESSES = [
  { name: 'gateway-1', roles: ['gateway'] },
  { name: 'gateway-2', roles: ['gateway'] },
  { name: 'nlu-1', roles: ['nlu'] },
  { name: 'dialogue-1', roles: ['nlu', 'dialogue'] },
  { name: 'dialogue-2', roles: ['dialogue'] },
  { name: 'agents-1', roles: ['agents'] },
  { name: 'agents-2', roles: ['agents'] },
] as const;
export type ProcessName = (typeof PROCESSES)[number]['name'];
export type Role = (typeof PROCESSES)[number]['roles'][number];

export type Target = ProcessName | 'redis' | 'postgres' | 'provider' | 'model';

/**
 * `kill`: kill -9, and another is started after `durationMs`. `stop`: told to stop, as a new release
 * does. `pause`: stopped where it is, with its connections open, and woken after `durationMs`.
 * `flush`: everything in Redis is deleted. `refuse`: takes nothing for `durationMs`.
 */
export interface Fault {
  readonly atMs: number;
  readonly action: 'kill' | 'stop' | 'pause' | 'flush' | 'refuse';
  readonly target: Target;
  readonly durationMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly seconds: number;
  /** PostgreSQL is away once for so long; 0 for not at all. */
  readonly outageSeconds?: number;
  /** Only faults of these; all where left out. */
  readonly only?: readonly Fault['action'][];
  /** Between one fault and the next. */
  readonly longestGapMs?: number;
}

/** Processes start in a second; then nothing is lost by breaking something else. */
const SHORTEST_GAP_MS = 500;
const LONGEST_GAP_MS = 2_500;
/** The first messages are to be under way. */
const QUIET_AT_FIRST_MS = 1_000;
/** Longer than any lease, so that somebody else has taken over by the time the paused process wakes. */
const LEASE_MS = Math.max(EGRESS_LEASE_MS, TASK_LEASE_MS);

interface Card {
  readonly action: Fault['action'];
  readonly target: Target | Role;
  readonly least: number;
  readonly most: number;
}

const card = (action: Fault['action'], target: Target | Role, least: number, most: number): Card => ({
  action,
  target,
  least,
  most,
});

const DECK: readonly Card[] = [
  ...(['gateway', 'nlu', 'dialogue', 'agents'] as const).flatMap((role) => [
    card('kill', role, 100, 1_500),
    card('kill', role, 100, 1_500),
  ]),
  card('kill', 'gateway', 100, 1_500),
  card('stop', 'gateway', 100, 1_500),
  card('stop', 'dialogue', 100, 1_500),
  card('pause', 'gateway', LEASE_MS + 500, LEASE_MS + 5_000),
  card('pause', 'dialogue', 1_000, 6_000),
  card('pause', 'agents', LEASE_MS + 500, LEASE_MS + 5_000),
  card('flush', 'redis', 0, 0),
  card('flush', 'redis', 0, 0),
  card('kill', 'redis', 100, 3_000),
  card('pause', 'redis', 500, 4_000),
  card('kill', 'postgres', 100, 3_000),
  card('pause', 'postgres', 500, 4_000),
  card('refuse', 'provider', 500, 4_000),
  card('refuse', 'model', 500, 4_000),
];

/** A role stands for any of the processes named after it. */
function choose(target: Card['target'], dice: Dice): Target {
  const own = PROCESSES.filter(({ name }) => name.startsWith(`${target}-`)).map(({ name }) => name);
  return own.length > 0 ? dice.pick(own) : (target as Target);
}

/** Every card comes once before any comes again, so that short runs differ and long ones lack nothing. */
function* deal(deck: readonly Card[], dice: Dice): Generator<Omit<Fault, 'atMs'>> {
  while (deck.length > 0) {
    for (const { action, target, least, most } of dice.shuffle(deck)) {
      yield { action, target: choose(target, dice), durationMs: dice.between(least, most) };
    }
  }
}

const outageOf = ({ seed, seconds, outageSeconds = 0 }: PlanOptions): Fault | undefined => {
  if (outageSeconds <= 0) return undefined;
  const durationMs = outageSeconds * 1_000;
  const spareMs = Math.max(0, seconds * 1_000 - durationMs - QUIET_AT_FIRST_MS);
  const atMs = QUIET_AT_FIRST_MS + createDice(seed, 'outage').between(0, Math.floor(spareMs / 2));
  return { atMs, action: 'kill', target: 'postgres', durationMs };
};

/** In the order of their times; all are over at the end of the run. */
export function plan(options: PlanOptions): readonly Fault[] {
  const { seed, seconds, only, longestGapMs = LONGEST_GAP_MS } = options;
  const dice = createDice(seed, 'plan');
  const faults: Fault[] = [];
  let atMs = QUIET_AT_FIRST_MS;
  const deck = only ? DECK.filter(({ action }) => only.includes(action)) : DECK;
  for (const fault of deal(deck, dice)) {
    if (atMs >= seconds * 1_000) break;
    faults.push({ atMs, ...fault, durationMs: Math.min(fault.durationMs, seconds * 1_000 - atMs) });
    atMs += dice.between(SHORTEST_GAP_MS, longestGapMs);
  }
  const outage = outageOf(options);
  if (!outage) return faults;
  const isApart = ({ target, atMs, durationMs }: Fault) =>
    target !== 'postgres' || atMs + durationMs < outage.atMs || atMs > outage.atMs + outage.durationMs;
  return [...faults.filter(isApart), outage].sort((one, other) => one.atMs - other.atMs);
}
