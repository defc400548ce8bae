/** Bytes to text, by what they are first and by what they are said to be second. */
import { documentError } from '../document.ts';

const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** HTML wants its charset in the first 1,024 bytes; pages are not so strict. */
const DECLARATION_BYTES = 4_096;
const META = /<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]+)/i;
const XML_DECLARATION = /^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w-]+)/i;
const CHARSET = /;\s*charset\s*=\s*"?([\w-]+)/i;

const marked = (bytes: Uint8Array): string | undefined =>
  BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1];

function tryDecode(bytes: Uint8Array, encoding: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch {
    // A charset nobody knows, or bytes that are not of it.
    return undefined;
  }
}

const declaredIn = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  return (META.exec(head) ?? XML_DECLARATION.exec(head))?.[1];
};

/** UTF-8 in which a few characters are broken, as by a cut, and not another charset altogether. */
function tryBroken(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const others = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  return broken * 10 <= others ? text.replaceAll('\ufffd', '') : undefined;
}

// Text has tabs, line ends and form feeds.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding what is no text is the purpose
const CONTROLS = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
/** Windows-1252 has no character at these places. */
const HOLES = /[\u0081\u008d\u008f\u0090\u009d]/;

/** Whether these bytes can be text: nothing is in them that no text has. */
export const isText = (bytes: Uint8Array): boolean =>
  marked(bytes) !== undefined || !CONTROLS.test(Buffer.from(bytes).toString('latin1'));

/** More than anybody means; what looks for the ends of lines takes the square of such a run. */
const BLANKS = /[^\S\n]{200,}/g;

export interface DecodeOptions {
  /** With the charset that came with the bytes: `text/html; charset=iso-8859-1`. */
  readonly mediaType?: string | undefined;
  /** Formats that are written here must be UTF-8; in what comes from elsewhere other charsets are looked for. */
  readonly strict?: boolean;
}

function decode(bytes: Uint8Array, { mediaType, strict = false }: DecodeOptions): string {
  const encoding = marked(bytes);
  if (encoding !== undefined) {
    const text = tryDecode(bytes, encoding, strict);
    if (text === undefined) throw documentError(`it is not the ${encoding.toUpperCase()} that it begins as`);
    return text;
  }
  const text = tryDecode(bytes, 'utf-8', true);
  if (text !== undefined) return text;
  if (strict) throw documentError('it is not UTF-8 text');
  // Pages that say Latin-1 and are UTF-8 are many; the opposite reads as UTF-8 by chance only.
  const declared = CHARSET.exec(mediaType ?? '')?.[1] ?? declaredIn(bytes);
  const other = declared !== undefined && !/^utf-?(?:8|16)/i.test(declared);
  return (
    (other ? tryDecode(bytes, declared, false) : undefined) ??
    tryBroken(bytes) ??
    new TextDecoder('windows-1252').decode(bytes)
  );
}

/** @throws AssistantError for what is no text in any of the charsets that are looked for */
export function decodeText(bytes: Uint8Array, options: DecodeOptions = {}): string {
  const text = decode(bytes, options);
  if (text.includes('\0'))
    throw documentError('it holds a NUL character: it is not text, or UTF-16 without a byte order mark');
  if (CONTROLS.test(text) || HOLES.test(text))
    throw documentError('it holds control characters: it is not text');
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(BLANKS, ' ');
}
