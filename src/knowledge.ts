/** Knowledge: the body's own documents, cut into passages that can be found and cited. */

/** Who may be told of a document: anybody, or only those who work for the body. */
export type Audience = 'public' | 'staff';

export interface Passage {
  /** Stable while the document's text at this place stays the same. */
  readonly passageId: string;
  readonly collection: string;
  /** Path of the document inside its collection, without extension, or the address it was fetched from. */
  readonly document: string;
  /** The document's title. */
  readonly title: string;
  /** Headings the passage stands under, outermost first, without the title. */
  readonly headings: readonly string[];
  readonly text: string;
  /** In documents with pages, from 1: where the passage begins. */
  readonly page?: number;
  /** Where a citizen can read the document; with the heading's fragment where it has one. */
  readonly address?: string;
}

export interface FoundPassage extends Passage {
  /** BM25 and what the re-ranking adds to it; comparable only within one search. */
  readonly score: number;
  /**
   * Share of the question's weight (inverse document frequency of its words) that the passage
   * covers, 0 to 1; unknown words weigh most.
   */
  readonly coverage: number;
  /** How likely it is that the passage holds the answer, 0 to 1. */
  readonly confidence: number;
}

export interface SearchOptions {
  /** All collections where left out. */
  readonly collections?: readonly string[];
  /** At most so many passages; 5 where left out. */
  readonly limit?: number;
  /** `public` where left out; `staff` finds both. */
  readonly audience?: Audience;
  /** The day on which the documents have to hold; today where left out. */
  readonly on?: Date;
  /** What the citizen asked before, newest last: a question that leans on it is searched with it. */
  readonly earlier?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface KnowledgeSearch {
  /** Passages that share words (or, with an embedding server, meaning) with the question, best first; [] when none does. */
  search(question: string, options?: SearchOptions): Promise<readonly FoundPassage[]>;
  /**
   * Undefined when no such passage is there (any more), or it is not for this audience.
   * @param audience `public` where left out
   */
  readPassage(passageId: string, audience?: Audience): Promise<Passage | undefined>;
}
