/** The formats that are read. To add one, add its reader here. */
import type { Document } from '../document.ts';
import { readCharterDocument } from './charter-document.ts';
import { readDocx } from './docx.ts';
import { readHtml } from './html.ts';
import { FILE_LIMIT_BYTES, TEXT_LIMIT_BYTES } from './limits.ts';
import { readMarkdown } from './markdown.ts';
import { readPdf } from './pdf.ts';
import { readPlain } from './plain.ts';

export interface ReadOptions {
  /** File name or address; its extension says what the document should be, and it is the last choice for the title. */
  readonly name: string;
  /** As a server or an uploader declared it, with its charset: `text/html; charset=iso-8859-1`. */
  readonly mediaType?: string;
  readonly signal?: AbortSignal;
}

export interface Format {
  /** For people. */
  readonly title: string;
  /** The first is its name. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** In lower case, without the dot. */
  readonly extensions: readonly string[];
  readonly limitBytes: number;
  /** @throws AssistantError with what is wrong */
  read(bytes: Uint8Array, options: ReadOptions): Document | Promise<Document>;
}

export const formats = {
  markdown: {
    title: 'Markdown',
    mediaTypes: ['text/markdown', 'text/x-markdown'],
    extensions: ['md', 'markdown'],
    limitBytes: TEXT_LIMIT_BYTES,
    read: (bytes, { name }) => readMarkdown(bytes, name),
  },
  html: {
    title: 'HTML',
    mediaTypes: ['text/html', 'application/xhtml+xml'],
    extensions: ['html', 'htm', 'xhtml'],
    limitBytes: TEXT_LIMIT_BYTES,
    read: (bytes, { name, mediaType }) => readHtml(bytes, name, mediaType),
  },
  pdf: {
    title: 'PDF',
    mediaTypes: ['application/pdf', 'application/x-pdf'],
    extensions: ['pdf'],
    limitBytes: FILE_LIMIT_BYTES,
    read: (bytes, { name, signal }) => readPdf(bytes, name, signal),
  },
  docx: {
    title: 'DOCX',
    mediaTypes: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    extensions: ['docx'],
    limitBytes: FILE_LIMIT_BYTES,
    read: (bytes, { name }) => readDocx(bytes, name),
  },
  charter: {
    title: 'service charter XML',
    mediaTypes: ['application/xml', 'text/xml'],
    extensions: ['xml'],
    limitBytes: TEXT_LIMIT_BYTES,
    read: (bytes, { name, mediaType }) => readCharterDocument(bytes, name, mediaType),
  },
  plain: {
    title: 'plain text',
    mediaTypes: ['text/plain'],
    extensions: ['txt', 'text'],
    limitBytes: TEXT_LIMIT_BYTES,
    read: (bytes, { name, mediaType }) => readPlain(bytes, name, mediaType),
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

const NAMES = Object.keys(formats) as FormatName[];

const ofFormat = (test: (format: Format) => boolean): FormatName | undefined =>
  NAMES.find((name) => test(formats[name]));

/** @param mediaType parameters and upper case are passed over */
export function formatOfMediaType(mediaType: string | undefined): FormatName | undefined {
  const plain = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return ofFormat(({ mediaTypes }) => mediaTypes.includes(plain));
}

/** @param name file name or address */
export const extensionOf = (name: string): string =>
  /\.([a-z\d]{1,8})$/i.exec(name.replace(/[?#].*$/, ''))?.[1]?.toLowerCase() ?? '';

export const formatOfName = (name: string): FormatName | undefined =>
  ofFormat(({ extensions }) => extensions.includes(extensionOf(name)));
