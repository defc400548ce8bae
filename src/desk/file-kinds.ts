/**
 * Files that people may send to citizens: documents, pictures, sound. Told by their content, not by what is
 * said of them. Programs, pages with scripts, archives and documents with macros are none of these.
 */
import { fileTypeFromBuffer } from 'file-type';
import { AssistantError } from '../errors.ts';

/** By media type: the endings that a file of it may have. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic'],
  'image/tiff': ['tif', 'tiff'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/x-m4a': ['m4a'],
  'audio/wav': ['wav'],
  'video/mp4': ['mp4'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
};
/** Other names of the same. */
const ALIASES: Readonly<Record<string, string>> = {
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/opus': 'audio/ogg',
  'audio/mp4': 'audio/x-m4a',
  'audio/m4a': 'audio/x-m4a',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/mp3': 'audio/mpeg',
  'application/vnd.ms-excel': 'text/csv',
};
/** Says nothing: what a browser sends where it does not know. */
const UNKNOWN = new Set(['', 'application/octet-stream']);
const LONGEST_NAME = 120;

const plainOf = (mediaType: string): string => {
  const plain = mediaType.toLowerCase().split(';')[0]?.trim() ?? '';
  return ALIASES[mediaType.toLowerCase()] ?? ALIASES[plain] ?? plain;
};
const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
const refuse = (sentence: string): never => {
  throw new AssistantError('invalid-request', sentence);
};

/** Text as its bytes say: no library tells that, and no other kind is without a mark of its own. */
function isText(content: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: text holds none of these
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text) && !/^\s*(<[!?a-z]|#!)/i.test(text);
  } catch {
    return false;
  }
}

async function findType(content: Uint8Array, ending: string): Promise<string> {
  const found = await fileTypeFromBuffer(content);
  if (found) return plainOf(found.mime);
  if (!isText(content)) return '';
  return ending === 'csv' ? 'text/csv' : 'text/plain';
}

/** A name to save the file under: no folders, no signs that a system or a header reads otherwise. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '')
    .trim();
  const ending = endingOf(clean);
  return clean.length <= LONGEST_NAME
    ? clean
    : `${clean.slice(0, LONGEST_NAME - ending.length - 1)}.${ending}`;
}

/**
 * The media type of a file, by its content.
 * @param declared what the sender says it is
 * @throws AssistantError `invalid-request` for what may not be sent, and for what is not what it says it is
 */
export async function readFileKind(content: Uint8Array, name: string, declared: string): Promise<string> {
  if (content.byteLength === 0) refuse('The file is empty.');
  const ending = endingOf(name);
  const mediaType = await findType(content, ending);
  const endings = KINDS[mediaType];
  if (!endings)
    return refuse('Files of this kind cannot be sent: documents, pictures, sound and plain text can.');
  if (!endings.includes(ending))
    refuse(`The file is called ${name}, and is none of that kind: by its content it is ${mediaType}.`);
  const said = plainOf(declared);
  if (!UNKNOWN.has(said) && said !== mediaType)
    refuse(`The file was sent as ${said}, and by its content is ${mediaType}.`);
  return mediaType;
}
