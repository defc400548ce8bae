/** Knowledge: the body's own documents, cut into passages that can be found and cited. */

export interface Passage {
  /** Stable while the document's text at this place stays the same. */
  readonly passageId: string;
  readonly collection: string;
  /** Path of the document inside its collection, without extension. */
  readonly document: string;
  /** The document's title. */
  readonly title: string;
  /** Headings the passage stands under, outermost first, without the title. */
  readonly headings: readonly string[];
  readonly text: string;
}

export interface FoundPassage extends Passage {
  /** BM25 and what the re-ranking adds to it; comparable only within one search. */
  readonly score: number;
  /**
   * Share of the question's weight (inverse document frequency of its words) that the passage
   * covers, 0 to 1; unknown words weigh most.
   */
  readonly coverage: number;
}

export interface SearchOptions {
  /** All collections where left out. */
  readonly collections?: readonly string[];
  /** At most so many passages; 5 where left out. */
  readonly limit?: number;
}

export interface KnowledgeSearch {
  /** Passages that share words with the question, best first; [] when none does. */
  search(question: string, options?: SearchOptions): Promise<readonly FoundPassage[]>;
  /** Undefined when no such passage is there (any more). */
  readPassage(passageId: string): Promise<Passage | undefined>;
}
