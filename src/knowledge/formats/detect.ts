/** Which format a document is of: by its content first; what it is said to be must agree. */
import { fileTypeFromBuffer } from 'file-type';
import { documentError } from '../document.ts';
import { isText } from './decode.ts';
import { extensionOf, type FormatName, formatOfMediaType, formatOfName, formats } from './formats.ts';

/** What content can be told from outside: text is Markdown, HTML or plain as its author means it. */
type Kind = Exclude<FormatName, 'markdown' | 'plain'> | 'text';

const HEAD_BYTES = 4_096;
/** Readers look for a PDF's beginning here; some servers write something before it. */
const PDF_HEAD_BYTES = 1_024;

const ONLY = `only ${Object.values(formats)
  .map(({ title }) => title)
  .join(', ')} can be read`;

const COMMENTS = /^(?:\s|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*/;

/** The beginning of a text, without byte order mark, whatever its charset is. */
function readHead(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  return head.replaceAll('\0', '').replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '');
}

/** Files of other programs that are written in letters. */
const OTHER_TEXTS: ReadonlySet<string> = new Set(['rtf', 'ps', 'eps', 'svg', 'ics', 'vcf', 'mhtml']);

function kindOfText(bytes: Uint8Array): Kind {
  const head = readHead(bytes);
  const first = head.replace(COMMENTS, '');
  if (/^<(?:!doctype\s+html|html[\s>])/i.test(first)) return 'html';
  return /^\s*<\?xml\b/.test(head) || /^<servico[\s>]/.test(first) ? 'charter' : 'text';
}

async function kindOf(bytes: Uint8Array): Promise<Kind> {
  const pdf = Buffer.from(bytes.subarray(0, PDF_HEAD_BYTES)).includes('%PDF-');
  if (pdf) return 'pdf';
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found?.ext === 'docx' || found?.ext === 'pdf') return found.ext;
  // Texts may begin with the two letters of a picture's or a program's format.
  if (found && (!isText(bytes.subarray(0, HEAD_BYTES)) || OTHER_TEXTS.has(found.ext)))
    throw documentError(`it is a file of the kind ${found.ext} (${found.mime}): ${ONLY}`);
  return kindOfText(bytes);
}

const TEXTS: readonly FormatName[] = ['markdown', 'plain', 'html'];

/** On the web an extension means little, but PDF and DOCX are called so for a reason. */
function findClaim(name: string, mediaType: string | undefined): FormatName | undefined {
  const byName = formatOfName(name);
  if (byName === 'pdf' || byName === 'docx') return byName;
  const declared = formatOfMediaType(mediaType);
  // Servers that do not know Markdown call it plain text.
  return declared === 'plain' ? (byName ?? declared) : (declared ?? byName);
}

const titleOf = (kind: Kind): string => (kind === 'text' ? 'text' : formats[kind].title);

/**
 * @param name file name or address
 * @param mediaType as it was declared; one that no format has, as `application/octet-stream`, is passed over
 * @throws AssistantError for what is empty, of no known format, or not what it is said to be
 */
export async function detectFormat(bytes: Uint8Array, name: string, mediaType?: string): Promise<FormatName> {
  if (bytes.length === 0) throw documentError('it is empty');
  const kind = await kindOf(bytes);
  const claim = findClaim(name, mediaType);
  if (kind !== 'text') {
    if (claim === undefined || claim === kind) return kind;
    throw documentError(`it is said to be ${formats[claim].title}, but is ${titleOf(kind)}`);
  }
  if (claim !== undefined && TEXTS.includes(claim)) return claim;
  if (claim !== undefined)
    throw documentError(`it is said to be ${formats[claim].title}, but is not: ${ONLY}`);
  const extension = extensionOf(name);
  if (extension === '' || mediaType?.startsWith('text/')) return 'plain';
  throw documentError(`it is of no known format (.${extension}): ${ONLY}`);
}
