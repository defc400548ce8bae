/**
 * PDF: text as it is laid out. unpdf brings pdf.js without its browser parts; its own `extractText`
 * was looked at: it joins all pieces of a page with spaces, and knows no columns, paragraphs or headings.
 */
import { setImmediate } from 'node:timers/promises';
import type { Document } from '../document.ts';
import { documentError } from '../document.ts';
import { PAGES_LIMIT } from './limits.ts';
import { finishDocument, isSensibleTitle } from './outline.ts';
import { readColumns } from './pdf-columns.ts';
import { writePdf } from './pdf-outline.ts';
import { type PdfPage, readPage } from './pdf-page.ts';
import { findBodyType, toParagraphs } from './pdf-paragraphs.ts';
import { dropRepeats, type PageRows } from './pdf-repeats.ts';
import { toRows } from './pdf-rows.ts';
import { checkStreams } from './pdf-streams.ts';
import { findHyphened } from './pdf-words.ts';

/** Readers look for the end in the last 1,024 bytes; some programs write a little behind it. */
const END_BYTES = 4_096;

/** A line of a table of contents, which says nothing that its heading does not say: dots, and a page. */
const CONTENTS = /(?:\.\s?){5,}[\s;]*(?:\d{1,4}|[ivxlc]{1,6})$/;

/** Of the line's end that is looked at. */
const CONTENTS_LENGTH = 200;

interface PdfInfo {
  readonly title: string | undefined;
  readonly locale: string | undefined;
}

const UNKNOWN: PdfInfo = { title: undefined, locale: undefined };

interface PdfFile extends AsyncDisposable {
  readonly pages: number;
  readInfo(): Promise<PdfInfo>;
  readPage(page: number): Promise<PdfPage>;
}

/** What pdf.js throws for a broken file is not for people. */
function toDocumentError(error: unknown): Error {
  const name = error instanceof Error ? error.name : '';
  return name === 'PasswordException'
    ? documentError('it is encrypted: save it without a password')
    : documentError('it is broken, and cannot be read as a PDF', error);
}

async function openPdf(bytes: Uint8Array): Promise<PdfFile> {
  const { getResolvedPDFJS, getDocumentProxy } = await import('unpdf');
  const { VerbosityLevel } = await getResolvedPDFJS();
  // It takes the bytes with it.
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: VerbosityLevel.ERRORS }).catch(
    (error) => {
      throw toDocumentError(error);
    },
  );
  return {
    pages: pdf.numPages,
    async readInfo() {
      const { info, metadata } = await pdf.getMetadata();
      const { Title: title, Language: locale } = info as { Title?: string; Language?: string };
      const written = metadata?.get('dc:title') as unknown;
      return {
        title: typeof written === 'string' && written !== '' ? written : title,
        locale: locale ?? undefined,
      };
    },
    readPage: async (page) => readPage(await pdf.getPage(page)),
    [Symbol.asyncDispose]: () => pdf.loadingTask.destroy(),
  };
}

/** Between two pages others get their turn. */
async function readPages(pdf: PdfFile, signal: AbortSignal | undefined): Promise<PageRows[]> {
  const pages: PageRows[] = [];
  for (let page = 1; page <= pdf.pages; page++) {
    await setImmediate();
    signal?.throwIfAborted();
    const { pieces, height } = await pdf.readPage(page).catch((error: unknown) => {
      throw documentError(`its page ${page} is broken`, error);
    });
    pages.push({ height, rows: toRows(pieces) });
  }
  return pages;
}

const isBroken = (text: string): boolean => {
  const odd = text.match(/[\ufffd\p{Co}\p{Cn}]/gu)?.length ?? 0;
  return odd > 0.3 * text.length;
};

/**
 * Headings are guessed from the size and kind of type, columns from the white between them, and what
 * stands at the head or foot of most pages is left out.
 * @throws AssistantError for what is encrypted, broken, cut off, too long, or has no text; the signal's
 *   reason, between two pages
 */
export async function readPdf(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<Document> {
  const end = Buffer.from(bytes.subarray(-END_BYTES)).includes('%%EOF');
  if (!end) throw documentError('its end is missing: it was probably not copied whole');
  await checkStreams(bytes, signal);
  await using pdf = await openPdf(bytes);
  if (pdf.pages > PAGES_LIMIT)
    throw documentError(`it has ${pdf.pages} pages; ${PAGES_LIMIT} are the most that are read`);
  // What it says of itself may be broken where its pages are not.
  const { title, locale } = await pdf.readInfo().catch(() => UNKNOWN);
  const pages = dropRepeats(await readPages(pdf, signal)).map((rows) =>
    readColumns(rows).filter(({ text }) => !CONTENTS.test(text.slice(-CONTENTS_LENGTH))),
  );
  const lines = pages.flat();
  if (lines.length === 0) throw documentError('it has no text: it was probably scanned');
  const texts = lines.map(({ text }) => text);
  if (isBroken(texts.join(' '))) throw documentError('its fonts do not tell which letters they show');
  const body = findBodyType(lines);
  const outline = writePdf(toParagraphs(pages, body, findHyphened(texts)), body);
  const titles = [isSensibleTitle(title) ? title : undefined];
  return finishDocument({ titles, locale, mediaType: 'application/pdf', outline }, name);
}
