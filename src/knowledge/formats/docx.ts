/** Word documents: mammoth makes HTML of them, and that is read as HTML is. */
import { unzipSync, zipSync } from 'fflate';
import { type Document, documentError } from '../document.ts';
import { draftHtml } from './html.ts';
import { UNPACKED_LIMIT_BYTES } from './limits.ts';
import { finishDocument, isSensibleTitle } from './outline.ts';
import { parseXml } from './xml.ts';

/** Pictures and fonts are not unpacked. */
const TEXT_PARTS = /\.(?:xml|rels)$/i;
const PARTS_LIMIT = 5_000;

const MAIN_PART = 'word/document.xml';
const PROPERTIES = 'docProps/core.xml';

const STYLES = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Título'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p:fresh",
];

/** From a note at the end back to its place. */
const NOTE_RETURNS = /<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g;

type Parts = Readonly<Record<string, Uint8Array>>;

/** Each part's size is what the archive says: what unpacks to more than that is cut there, and fails later. */
function unpack(bytes: Uint8Array): Parts {
  let parts = 0;
  let size = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!TEXT_PARTS.test(name)) return false;
        size += originalSize;
        parts++;
        if (size > UNPACKED_LIMIT_BYTES)
          throw documentError(`it unpacks to more than ${UNPACKED_LIMIT_BYTES} bytes of text`);
        if (parts > PARTS_LIMIT) throw documentError(`it has more than ${PARTS_LIMIT} parts`);
        return true;
      },
    });
  } catch (error) {
    if (size > UNPACKED_LIMIT_BYTES || parts > PARTS_LIMIT) throw error;
    throw documentError('its archive is broken: it was probably not copied whole', error);
  }
}

/** Title and language, as far as they are filled in and no remains of another file. */
function readProperties(parts: Parts): { title?: string | undefined; locale?: string | undefined } {
  const source = parts[PROPERTIES];
  if (!source) return {};
  try {
    const { children } = parseXml(new TextDecoder().decode(source));
    const textOf = (name: string) => children.find((child) => child.name === name)?.text;
    const title = textOf('dc:title');
    return { title: isSensibleTitle(title) ? title : undefined, locale: textOf('dc:language') };
  } catch {
    return {};
  }
}

/** @throws AssistantError when the archive is broken, unpacks to too much, or has no text */
export async function readDocx(bytes: Uint8Array, name: string): Promise<Document> {
  const parts = unpack(bytes);
  if (!parts[MAIN_PART]) throw documentError('it has no text part: it is no Word document');
  // What mammoth unpacks is thereby bounded, and pictures are gone.
  const buffer = Buffer.from(zipSync(parts, { level: 0 }));
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth
    .convertToHtml(
      { buffer },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    )
    .catch((error: unknown) => {
      throw documentError('it is broken, and cannot be read as a Word document', error);
    });
  const draft = draftHtml(value.replace(NOTE_RETURNS, ''), '');
  const { title, locale } = readProperties(parts);
  const heading = /<h1 class="title">/.test(value) ? draft.titles[0] : undefined;
  return finishDocument(
    {
      ...draft,
      titles: [heading, title, ...draft.titles],
      locale,
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    },
    name,
  );
}
