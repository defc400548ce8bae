/** What stands in a PDF that was written without compression, with the standard fonts. */

const windows1252 = new TextDecoder('windows-1252');
/** What is shown on pages: `[<hex> kerning <hex> …] TJ`. */
const SHOWN = /\[((?:<[\da-f]*>|[\s\d.-])+)\] TJ/gi;
const HEX = /<([\da-f]*)>/gi;
/** Of the document's information, each entry is an object of its own. */
const ENTRY = (name: string) => new RegExp(`/${name} (\\d+) 0 R`);
const TEXT_OBJECT = (id: string) => new RegExp(`\\n${id} 0 obj\\n\\(((?:\\\\.|[^\\\\)])*)\\)`, 's');

export interface PdfContent {
  /** The lines of all pages, in the order in which they were written. */
  readonly lines: readonly string[];
  /** Lines in one piece: where the page's width broke them is no matter. */
  readonly text: string;
  readonly pages: number;
  /** Of the structure: H1, P … in order. */
  readonly tags: readonly string[];
  info(name: string): string | undefined;
  readonly source: string;
}

const decode = (hex: string): string => windows1252.decode(Buffer.from(hex, 'hex'));

function readInfo(value: string): string {
  const bytes = Buffer.from(
    value.replace(/\\([\\()nrt])/g, (_, sign: string) => ({ n: '\n', r: '\r', t: '\t' })[sign] ?? sign),
    'latin1',
  );
  return bytes[0] === 0xfe && bytes[1] === 0xff
    ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
    : bytes.toString('latin1');
}

export function readPdf(pdf: Buffer): PdfContent {
  const source = pdf.toString('latin1');
  const lines = [...source.matchAll(SHOWN)].map(([, pieces = '']) =>
    [...pieces.matchAll(HEX)].map(([, hex = '']) => decode(hex)).join(''),
  );
  return {
    lines,
    text: lines.join(' ').replace(/\s+/g, ' '),
    pages: source.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0,
    tags: [...source.matchAll(/\/S \/(H\d|P|Document)\b/g)].map(([, tag = '']) => tag),
    info: (name) => {
      const id = ENTRY(name).exec(source)?.[1];
      const value = id && TEXT_OBJECT(id).exec(source)?.[1];
      return value === undefined ? undefined : readInfo(value);
    },
    source,
  };
}
