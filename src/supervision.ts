/**
 * Supervision: what those who look after the desk see of it. Types alone: server and web application both
 * import this file. Times are ISO 8601, UTC; days are `2026-11-22`, where the house is. What each figure
 * means, with its formula: docs/supervision.md.
 */
import type { Availability, PersonName } from './person.ts';

/** Some of what was looked at, and how much that was. */
export interface Part {
  readonly count: number;
  readonly of: number;
}

export interface BoardQueue {
  readonly queue: string;
  /** By locale. */
  readonly titles: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
  /** Nobody has them yet. */
  readonly waiting: number;
  /** Since when the longest of these waits. */
  readonly oldestSince: string | null;
  /** Somebody has them. */
  readonly active: number;
  /** Of those who serve it: a window is open, and … `online` counts both. */
  readonly people: { readonly available: number; readonly busy: number; readonly online: number };
  readonly today: { readonly came: number; readonly ended: number };
  /** Today's first answers within the term, of those that were due or given; null: nothing is promised. */
  readonly answeredInTarget: Part | null;
  /** Running clocks: at four fifths of their time or more, and past it. */
  readonly terms: { readonly due: number; readonly broken: number };
  /** Today's waits that ended within what was told of them, of those of which something was told. */
  readonly estimate: Part;
}

export interface BoardPerson extends PersonName {
  readonly availability: Availability;
  readonly isOnline: boolean;
  /** The last sign of a window of theirs. */
  readonly seenAt: string | null;
  readonly queues: readonly string[];
  readonly active: number;
  readonly activeByChannel: Readonly<Record<string, number>>;
  /** Since when the citizen who has waited longest for words of theirs does so. */
  readonly awaitedSince: string | null;
}

export interface Board {
  readonly at: string;
  readonly queues: readonly BoardQueue[];
  readonly people: readonly BoardPerson[];
}

export const REPORT_BY = ['day', 'queue', 'person', 'channel', 'intent'] as const;
export type ReportBy = (typeof REPORT_BY)[number];

/** Durations in milliseconds; null where there was nothing to measure. */
export interface Spread {
  readonly count: number;
  readonly medianMs: number | null;
  /** Nine of ten took no longer. */
  readonly p90Ms: number | null;
}

/** Whether a term was kept; `running`: it is neither yet. */
export interface Terms {
  readonly kept: number;
  readonly broken: number;
  readonly running: number;
}

/** Conversations that began in the period. */
export interface ContactFigures {
  readonly contacts: number;
  readonly handedOff: number;
  /** Closed without people. */
  readonly alone: number;
  /** Of these, those the citizen did not contradict. */
  readonly solvedAlone: number;
  /** Of these, those of which the citizen said so. */
  readonly saidSolvedAlone: number;
}

/** Tickets whose wait began in the period. */
export interface TicketFigures {
  readonly tickets: number;
  readonly closed: number;
  /** Given back to the assistant. */
  readonly returned: number;
  /** Ended before anybody had it. */
  readonly gaveUp: number;
  readonly wait: Spread;
  readonly firstAnswer: Spread;
  readonly handling: Spread;
  /** Of those closed. */
  readonly reopened: number;
  readonly firstAnswerTerm: Terms;
  readonly resolutionTerm: Terms;
  readonly estimate: Part;
}

export interface Satisfaction {
  /** Ended conversations: those that could have been judged. */
  readonly asked: number;
  /** Said whether it was solved, or gave a rating. */
  readonly answered: number;
  readonly solved: number;
  readonly notSolved: number;
  readonly ratings: number;
  /** From 1 to 5. */
  readonly ratingMean: number | null;
}

export interface ReportRow {
  /** The day, the names of queue, channel or intent, the person's id; empty: none. */
  readonly key: string;
  /** As it is shown where the key is not: a person's name. */
  readonly title: string | null;
  /** Null by queue and by person: the assistant's part belongs to neither. */
  readonly contacts: ContactFigures | null;
  readonly tickets: TicketFigures;
  readonly satisfaction: Satisfaction;
}

export interface Report {
  readonly from: string;
  readonly to: string;
  readonly by: ReportBy;
  /** IANA. */
  readonly timeZone: string;
  readonly total: ReportRow;
  readonly rows: readonly ReportRow[];
}

/** A question of desk/review-form.yml. */
export interface ReviewQuestion {
  readonly name: string;
  /** At most. */
  readonly points: number;
  /** By locale. */
  readonly text: Readonly<Record<string, string>>;
  /** What to look at; by locale. */
  readonly help: Readonly<Record<string, string>>;
}

export interface ReviewForm {
  readonly questions: readonly ReviewQuestion[];
}

export interface ReviewAnswer {
  readonly question: string;
  /** Null: it does not apply here, and does not count. */
  readonly points: number | null;
  readonly of: number;
}

export interface Review {
  readonly reviewId: string;
  readonly ticketId: string;
  readonly conversationId: string;
  readonly protocolNumber: string;
  /** Whose work. */
  readonly person: PersonName;
  readonly reviewer: PersonName;
  readonly answers: readonly ReviewAnswer[];
  /** From 0 to 1. */
  readonly score: number;
  readonly comment: string;
  readonly at: string;
}

/** Somebody's work, to be judged. */
export interface ReviewSample {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly person: PersonName;
  readonly queue: string;
  readonly channel: string;
  readonly endedAt: string;
}
