/**
 * Urgency: what words say about how soon somebody must be heard, and by whom. Danger, distress, and
 * what the law gives priority for. Read by word lists, never by a model; see docs/policy.md.
 */

/** Gravest first: of several in one message, the gravest counts. */
export const URGENCY_KINDS = ['risk-to-life', 'threat', 'despair', 'anger'] as const;
export type UrgencyKind = (typeof URGENCY_KINDS)[number];

/** Of a risk to life: who helps depends on it. Of several, the first counts. */
export const DANGERS = ['suicide', 'medical', 'domestic-violence', 'abuse', 'violence', 'fire'] as const;
export type Danger = (typeof DANGERS)[number];

export interface Urgency {
  readonly kind: UrgencyKind;
  /** Of `risk-to-life`. */
  readonly danger?: Danger;
  /** The words that say so, in lower case and as they are spelt when they are spelt right. */
  readonly words: string;
}

/**
 * What citizens say of themselves that the law gives priority for. Lei 10.741/2003, art. 3, § 2
 * (`age-80`, by Lei 13.466/2017, before other old people), and Lei 10.048/2000, art. 1, with Lei
 * 14.626/2023 (all the others; `blood-donor` after them).
 */
export const PRIORITY_GROUNDS = [
  'age-80',
  'age-60',
  'disability',
  'autism',
  'pregnancy',
  'nursing',
  'infant',
  'obesity',
  'reduced-mobility',
  'blood-donor',
] as const;
export type PriorityGround = (typeof PRIORITY_GROUNDS)[number];

/** Why somebody is to be seen before others. */
export type PriorityReason = PriorityGround | Exclude<UrgencyKind, 'anger'>;

/** Whether it is the law that gives priority, and not danger or distress. */
export const isByLaw = (reason: PriorityReason): boolean =>
  PRIORITY_GROUNDS.some((ground) => ground === reason);

/** 0 before all others; a conversation without any reason is `ORDINARY_RANK`. */
const RANKS: Readonly<Record<PriorityReason, number>> = {
  'risk-to-life': 0,
  threat: 0,
  despair: 1,
  'age-80': 2,
  'age-60': 3,
  disability: 3,
  autism: 3,
  pregnancy: 3,
  nursing: 3,
  infant: 3,
  obesity: 3,
  'reduced-mobility': 3,
  'blood-donor': 4,
};
export const ORDINARY_RANK = 5;

/** Where a conversation stands in a queue: lower is sooner, first come first served among equals. */
export const rankPriority = (reasons: readonly PriorityReason[]): number =>
  Math.min(ORDINARY_RANK, ...reasons.map((reason) => RANKS[reason]));

/** Written with a handoff, for whoever orders the queue. */
export interface Priority {
  readonly rank: number;
  readonly reasons: readonly PriorityReason[];
}

/** As a part of a handoff's event; nothing where nothing gives priority. */
export const withPriority = (reasons: readonly PriorityReason[]): { readonly priority?: Priority } =>
  reasons.length > 0 ? { priority: { rank: rankPriority(reasons), reasons } } : {};

/** What a text says of it. */
export interface Signals {
  readonly urgency: Urgency | undefined;
  readonly claims: readonly PriorityGround[];
}

export const NO_SIGNALS: Signals = { urgency: undefined, claims: [] };

/** Pure; the work grows with the text's length. */
export type ReadSignals = (text: string) => Signals;

/** What is a reason to be seen sooner among what a text says. */
export const reasonsIn = ({ urgency, claims }: Signals): readonly PriorityReason[] =>
  urgency === undefined || urgency.kind === 'anger' ? claims : [urgency.kind, ...claims];
