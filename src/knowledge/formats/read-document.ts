/** One document's bytes to its text. */
import { type Document, documentError } from '../document.ts';
import { detectFormat } from './detect.ts';
import { type Format, formats, type ReadOptions } from './formats.ts';

/**
 * The same bytes with the same options make the same document.
 * @throws AssistantError `invalid-request` with a sentence that goes on after the document's name, for
 *   what is empty, broken, too large, of no known format, or not what it is said to be; the signal's
 *   reason when it is aborted
 */
export async function readDocument(bytes: Uint8Array, options: ReadOptions): Promise<Document> {
  options.signal?.throwIfAborted();
  const format: Format = formats[await detectFormat(bytes, options.name, options.mediaType)];
  if (bytes.length > format.limitBytes)
    throw documentError(`it is larger than ${format.limitBytes} bytes, the most of a ${format.title} file`);
  return format.read(bytes, options);
}
