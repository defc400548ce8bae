/** What every kind of source leads to: documents that can be read, and what stands against the others. */
import { createHash } from 'node:crypto';
import type { Audience } from '../../knowledge.ts';
import type { Origin } from '../passages.ts';

/** What a source says about its documents; a document may know better. */
export interface SourceAbout {
  readonly locale: string;
  readonly owner: string;
  readonly audience: Audience;
  /** First and last day on which they hold, as `2026-11-02`; undefined: no limit. */
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
}

/** A document where it is kept, not yet read. */
export interface SourceDocument {
  readonly collection: string;
  /** Path inside the collection without extension, or the address it was fetched from. */
  readonly document: string;
  readonly origin: Origin;
  /** How people find it: a path, or an address. */
  readonly place: string;
  /** File name or address, from which its format may be told. */
  readonly name: string;
  /** Of its content and all that its source says about it. */
  readonly hash: string;
  readonly about: SourceAbout;
  /** In place of the one that it gives itself. */
  readonly title?: string | undefined;
  /** Where citizens can read it. */
  readonly address?: string | undefined;
  readonly mediaType?: string | undefined;
  read(): Promise<Uint8Array>;
}

/** A source, or a part of it, that could not be taken. What was known of it stays. */
export interface Rejection {
  readonly collection: string;
  /** A path with its line where there is one, or an address. */
  readonly place: string;
  /** A sentence, or the rest of one that begins with the place. */
  readonly reason: string;
}

/** A document that is there, though it cannot be read: it is not taken to be deleted. */
export interface Unreadable extends Rejection {
  readonly document: string;
}

/** What a look at sources of one kind in one collection found. */
export interface Listing {
  readonly documents: readonly SourceDocument[];
  readonly unreadable: readonly Unreadable[];
  /** What is wrong beside single documents. */
  readonly problems: readonly Rejection[];
  /** The collection whose folders could not all be looked through: a file that is not listed may be there. */
  readonly incomplete: string | undefined;
}

export const hashOf = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

/** Raise it when reading or cutting changes: every document is then read again. */
const READING = 1;

/** @param content the hash of its bytes */
export const documentHash = (
  content: string,
  document: Pick<SourceDocument, 'about' | 'title' | 'address' | 'mediaType'>,
): string => {
  const { about, title, address, mediaType } = document;
  const { locale, owner, audience, validFrom, validUntil } = about;
  return hashOf(
    JSON.stringify([
      READING,
      content,
      locale,
      owner,
      audience,
      validFrom,
      validUntil,
      title,
      address,
      mediaType,
    ]),
  );
};
