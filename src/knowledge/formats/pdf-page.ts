/** What pdf.js tells of one page, as pieces of text with their places. */
import type { PDFPageProxy } from 'unpdf/pdfjs';
import { documentError } from '../document.ts';
import type { Piece } from './pdf-rows.ts';
import { showLink } from './plain-blocks.ts';

export interface PdfPage {
  /** In points. */
  readonly height: number;
  readonly pieces: readonly Piece[];
}

/** A page set in small type has 5,000. */
const PIECES_LIMIT = 50_000;

type TextItem = Extract<
  Awaited<ReturnType<PDFPageProxy['getTextContent']>>['items'][number],
  { str: string }
>;

type Matrix = readonly [number, number, number, number, number, number];

const multiply = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Link extends Box {
  readonly address: string;
}

/** Undefined for what is no text of the page: stamps across it, and what stands beside the paper. */
function toPiece(item: TextItem, view: Matrix, width: number, height: number): Piece | undefined {
  const [a, b, c, d, left, top] = multiply(view, item.transform as unknown as Matrix);
  const upright = a > 0 && Math.abs(b) < 0.2 * a;
  const onPaper = left > -1 && left < width && top > 0 && top < height + 1;
  if (!upright || !onPaper || item.str === '') return undefined;
  return { text: item.str, left, right: left + item.width, top, size: Math.hypot(c, d), font: item.fontName };
}

/** The address behind the words that are linked; where they go on in the next line, behind those. */
function addLink(pieces: Piece[], link: Link): void {
  const at = pieces.findLastIndex(
    ({ text, left, right, top, size }) =>
      text.trim() !== '' &&
      top - size / 3 > link.top &&
      top - size / 3 < link.bottom &&
      Math.min(right, link.right) - Math.max(left, link.left) > size / 3,
  );
  const piece = pieces[at];
  if (!piece) return;
  const share = (link.right - piece.left) / Math.max(1, piece.right - piece.left);
  const near = Math.round(Math.min(1, share) * piece.text.length);
  const end = near + (/^\S*/.exec(piece.text.slice(near))?.[0].length ?? 0);
  const linked = piece.text.slice(0, end);
  pieces[at] = { ...piece, text: showLink(linked, link.address) + piece.text.slice(end) };
}

async function readLinks(page: PDFPageProxy): Promise<Link[]> {
  const viewport = page.getViewport({ scale: 1 });
  // A page can be read though what is marked on it is broken.
  const annotations = (await page.getAnnotations().catch(() => [])) as { url?: string; rect: number[] }[];
  return annotations
    .filter(({ url }) => typeof url === 'string')
    .map(({ url = '', rect }) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = viewport.convertToViewportRectangle(rect) as number[];
      return {
        address: url,
        ...{ left: Math.min(x1, x2), right: Math.max(x1, x2) },
        ...{ top: Math.min(y1, y2), bottom: Math.max(y1, y2) },
      };
    })
    .filter(({ address }, index, links) => address !== links[index + 1]?.address);
}

/** @throws AssistantError for a page that holds more than anybody can read */
export async function readPage(page: PDFPageProxy): Promise<PdfPage> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  if (items.length > PIECES_LIMIT) throw documentError(`it has more than ${PIECES_LIMIT} pieces of text`);
  const pieces = items
    .map((item) => ('str' in item ? toPiece(item, transform as unknown as Matrix, width, height) : undefined))
    .filter((piece) => piece !== undefined);
  for (const link of await readLinks(page)) addLink(pieces, link);
  page.cleanup();
  return { height, pieces };
}
