/** Routing: what a dialog is told of how the policy came to it, and of when people are there. */
import type { WaitingPlace } from './queues.ts';
import type { PriorityReason, Urgency } from './urgency.ts';

/** A queue for people, and why somebody is in it. */
export interface QueueTarget {
  readonly queue: string;
  readonly reason: string;
}

/** What the policy says of a turn. */
export interface Routing {
  /** Where people are called, and why, if the rule that chose the dialog says so. */
  readonly handoff: QueueTarget | undefined;
  /** That the citizen waits in; else that of whoever asks for a person. */
  readonly queue: string;
  /** What this message says of danger or distress. */
  readonly urgency: Urgency | undefined;
  /** What gives priority, as said in this conversation. */
  readonly priority: readonly PriorityReason[];
  /** Of it, what this message says for the first time. */
  readonly saidNow: readonly PriorityReason[];
  /** Where the citizen stands in it; undefined for who does not wait, and before it was counted. */
  readonly place: WaitingPlace | undefined;
  /** Whether the queue calls citizens back who come after hours. */
  readonly callsBack: boolean;
  /** When people of that queue will be there; undefined while they are, and where that is not known. */
  readonly opensAt: Date | undefined;
  /** Where people are: IANA. */
  readonly timeZone: string;
  /** "de segunda a sexta, das 8h às 18h", in the citizen's language. */
  readonly officeHours: string;
  /** Whether a person is to be offered, should this turn not help either. */
  readonly offersPerson: boolean;
  /** Agents that failed in a row, this turn's among them. */
  readonly failures: number;
}
