/** A document as it was read, whatever its format was; `cutDocument` makes passages of it. */
import { AssistantError } from '../errors.ts';
import type { Audience } from '../knowledge.ts';

/** A paragraph, list or table: items and rows on lines of their own, nothing of the markup left. */
export interface Block {
  /** Of a `table` each line is a row, with its columns' headings in it, and is never cut. */
  readonly kind: 'text' | 'table';
  readonly text: string;
}

export interface Section {
  /** Outermost first, without the title. */
  readonly headings: readonly string[];
  readonly blocks: readonly Block[];
  /** In documents with pages, from 1. A heading's text that goes on overleaf is a section of its own there. */
  readonly page?: number;
  /** The fragment that leads to the heading, without `#`. */
  readonly anchor?: string;
}

/** What a document says about itself, in its front matter; each where it says it. */
export interface About {
  readonly owner?: string;
  readonly audience?: Audience;
  /** First and last day on which it holds: `2026-01-31`. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  /** Where a citizen can read the whole of it. */
  readonly address?: string;
}

export interface Document {
  readonly title: string;
  /** BCP 47 tag, where the document says its language. */
  readonly locale?: string;
  /** Of what was found in it, whatever it was called: `application/pdf`. */
  readonly mediaType: string;
  readonly about: About;
  /** At least one, each with at least one block. */
  readonly sections: readonly Section[];
}

/** What is wrong with a document; the sentence goes on after its name: "x.pdf: it has no text". */
export const documentError = (reason: string, cause?: unknown): AssistantError =>
  new AssistantError('invalid-request', reason, cause === undefined ? {} : { cause });
