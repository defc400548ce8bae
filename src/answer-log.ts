/** What the log says of answers from the documents, and what is known of the documents: for authors. */

/** A place in the documents that are searched now. */
export interface DocumentName {
  readonly collection: string;
  readonly document: string;
}

/** A question as a citizen put it: it may hold what is personal. */
export interface LoggedQuestion {
  readonly taskId: string;
  readonly conversationId: string;
  readonly askedAt: Date;
  readonly text: string;
  /** BCP 47 tag. */
  readonly locale: string;
}

export interface UnansweredQuestion extends LoggedQuestion {
  /** As the agent says it; `failed` where it came to no end. */
  readonly reason: string;
  /** Of the likeliest passage, where that is still searched. */
  readonly nearest: DocumentName | null;
  readonly confidence: number | null;
}

export interface WeakAnswer extends LoggedQuestion {
  readonly confidence: number | null;
  /** Sentences of the model that were cut. */
  readonly dropped: number;
  /** Why the model's text was not used; null where it was, or there is no model. */
  readonly fallback: string | null;
  /** Sentences with a mark, and the different places that they name. */
  readonly statements: number;
  readonly citations: number;
  readonly documents: readonly DocumentName[];
}

export interface DislikedAnswer extends LoggedQuestion {
  /** 1 or 2; null where they said that it did not solve it. */
  readonly rating: number | null;
  readonly comment: string | null;
  readonly documents: readonly DocumentName[];
}

export interface AnswerCounts {
  readonly questions: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Of the answered. */
  readonly byModel: number;
  /** The agent asked back, or handed over. */
  readonly other: number;
  readonly solved: number;
  readonly disliked: number;
}

export interface WeekOfAnswers extends AnswerCounts {
  /** Its Monday, as 2026-11-16. */
  readonly week: string;
}

export interface UsedDocument extends DocumentName {
  readonly title: string;
  /** Answers that cite it. */
  readonly answers: number;
  readonly disliked: number;
  readonly passages: number;
  /** Of those, how many no answer cites. */
  readonly unusedPassages: number;
}

export interface ExpiringDocument extends DocumentName {
  readonly title: string;
  readonly owner: string;
  /** The last day on which it holds, as 2026-11-21. */
  readonly validUntil: string;
  readonly past: boolean;
}

export interface RejectedSource {
  readonly collection: string;
  readonly place: string;
  readonly reason: string;
}

export interface AnswerLog {
  readonly counts: AnswerCounts;
  readonly weeks: readonly WeekOfAnswers[];
  /** Newest first, as are the next two. */
  readonly unanswered: readonly UnansweredQuestion[];
  readonly weak: readonly WeakAnswer[];
  readonly disliked: readonly DislikedAnswer[];
  /** Most cited first. */
  readonly documents: readonly UsedDocument[];
  readonly expiring: readonly ExpiringDocument[];
  readonly rejected: readonly RejectedSource[];
}
