/** Ticket: a conversation in the hands of people, from the handoff to its end. */
import type { PersonName } from './person.ts';
import type { PriorityReason } from './urgency.ts';

/** When something is due, and whether it was kept. Times in ISO 8601, UTC. */
export interface SlaClock {
  readonly kind: 'first-answer' | 'next-answer' | 'resolution';
  readonly dueAt: string;
  /** Null while it runs. */
  readonly keptAt: string | null;
}

/** One line of the inbox: what is needed to choose from a list of thousands. Times in ISO 8601, UTC. */
export interface TicketLine {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly channel: string;
  /** The contact's name where they told it, else a piece of their address. */
  readonly contact: string;
  readonly queue: string;
  readonly person: PersonName | null;
  /** Lower is sooner; src/urgency.ts. */
  readonly rank: number;
  readonly reasons: readonly PriorityReason[];
  /** Why the citizen came to people: `reason` of the newest `handoff-requested`. */
  readonly why: string;
  readonly labels: readonly string[];
  readonly since: string;
  readonly assignedAt: string | null;
  /** Null: it is the citizen's turn to speak. */
  readonly awaitingSince: string | null;
  readonly endedAt: string | null;
  /** What was last said, shortened, and by whom. */
  readonly preview: {
    readonly from: 'citizen' | 'assistant' | 'person';
    readonly text: string;
    readonly at: string;
  } | null;
  /** Newest event. */
  readonly lastSeq: number;
  /** Those that run. */
  readonly clocks: readonly SlaClock[];
}
