/**
 * A history as PDF: tagged for screen readers (language, title, headings, paragraphs in order, page
 * numbers as artifacts). Written with pdfkit, which writes as it lays out; pdfmake, looked at too,
 * builds the whole document as one object first, and tags nothing.
 *
 * Not PDF/UA: that asks for fonts within the file, and these are the reader's own.
 */
import { buffer } from 'node:stream/consumers';
import { setImmediate as breathe } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { toPrintable } from './printable.ts';
import type { ToldConversation, ToldHistory, ToldLine } from './tell.ts';

/** Millimetres to points. */
const mm = (length: number): number => (length * 72) / 25.4;
const MARGIN = mm(20);
const FOOTER_FROM_BOTTOM = mm(12);
const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const INK = '#1b2426';
/** 7:1 on white: WCAG 2.2, enhanced contrast. */
const FAINT = '#4a5558';

interface Block {
  readonly tag: 'H1' | 'H2' | 'H3' | 'P';
  readonly text: string;
  readonly size: number;
  readonly font?: string;
  readonly color?: string;
  /** Empty space behind it, in lines of its own. */
  readonly gap?: number;
}

function* toBlocks(told: ToldHistory): Generator<readonly Block[]> {
  yield [
    { tag: 'H1', text: told.title, size: 20, font: BOLD, gap: 0.5 },
    ...told.about.map((text) => ({ tag: 'P', text, size: 10, color: FAINT, gap: 0.5 }) as const),
  ];
  for (const conversation of told.conversations) {
    yield headingOf(conversation);
    for (const line of conversation.lines) yield blocksOf(line);
  }
}

const headingOf = ({ heading, about }: ToldConversation): Block[] => [
  { tag: 'H2', text: heading, size: 15, font: BOLD, gap: 0.3 },
  { tag: 'P', text: about, size: 10, color: FAINT, gap: 1 },
];

const blocksOf = ({ name, moment, text, below }: ToldLine): Block[] => [
  { tag: 'H3', text: `${name}, ${moment}`, size: 10, font: BOLD, gap: 0.15 },
  { tag: 'P', text, size: 11, gap: below.length > 0 ? 0.2 : 0.8 },
  ...below.map((each, index) => {
    const gap = index === below.length - 1 ? 0.9 : 0.1;
    return { tag: 'P', text: each, size: 9.5, color: FAINT, gap } as const;
  }),
];

type Document = InstanceType<typeof PDFDocument>;
/** Of the structure that screen readers go by. */
type Part = ReturnType<Document['struct']>;

function openDocument(told: ToldHistory, isCompressed: boolean): Document {
  const numbers = told.conversations.map(({ protocolNumber }) => protocolNumber).join(', ');
  return new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: told.locale,
    displayTitle: true,
    // The number of pages is known at the end, and stands on each.
    bufferPages: true,
    compress: isCompressed,
    info: {
      Title: `${told.title}: ${told.conversations.map(({ heading }) => heading).join(', ')}`,
      Subject: numbers,
      Keywords: numbers,
      Producer: 'Guichê',
      Creator: 'Guichê',
      CreationDate: told.until,
    },
  });
}

/** @returns whether something in it had to be replaced */
function writeBlock(
  document: Document,
  whole: Part,
  { tag, text, size, font, color, gap = 0 }: Block,
): boolean {
  const printable = toPrintable(text);
  const write = () => {
    document
      .font(font ?? REGULAR)
      .fontSize(size)
      .fillColor(color ?? INK)
      .text(printable.text, { lineGap: size * 0.15 });
  };
  whole.add(document.struct(tag, {}, write));
  document.moveDown(gap);
  return printable.isReplaced;
}

function numberPages(document: Document, { say }: ToldHistory): void {
  const { start, count } = document.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    const page = document.switchToPage(start + index);
    // Text below the margin would begin another page.
    page.margins.bottom = 0;
    const { text } = toPrintable(say('page', { page: index + 1, pages: count }));
    document.markContent('Artifact', { type: 'Pagination' });
    document
      .font(REGULAR)
      .fontSize(9)
      .fillColor(FAINT)
      .text(text, MARGIN, page.height - FOOTER_FROM_BOTTOM, { lineBreak: false });
    document.endMarkedContent();
  }
}

export interface PdfOptions {
  /** Left out: yes. */
  readonly isCompressed?: boolean;
  /** Aborts when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/** Others are served in between: laying out a long conversation takes a while. */
export async function writePdf(
  told: ToldHistory,
  { isCompressed = true, signal }: PdfOptions = {},
): Promise<Buffer> {
  const document = openDocument(told, isCompressed);
  const written = buffer(document);
  const whole = document.struct('Document');
  document.addStructure(whole);
  let isReplaced = false;
  for (const blocks of toBlocks(told)) {
    for (const block of blocks) isReplaced = writeBlock(document, whole, block) || isReplaced;
    await breathe();
    signal?.throwIfAborted();
  }
  if (isReplaced)
    writeBlock(document, whole, { tag: 'P', text: told.say('replaced'), size: 9.5, color: FAINT });
  whole.end();
  numberPages(document, told);
  document.end();
  return written;
}
