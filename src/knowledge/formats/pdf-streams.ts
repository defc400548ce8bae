/**
 * Looks for streams of a PDF that unpack to more than anybody needs: pdf.js unpacks a stream whole, into
 * memory that no limit of a thread counts.
 */
import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { documentError } from '../document.ts';
import { STREAM_LIMIT_BYTES } from './limits.ts';

/** What deflate makes of one byte at most: zlib's technical notes. */
const MOST_PER_BYTE = 1_032;

/** Dictionaries of streams are shorter; they stand before the stream. */
const DICTIONARY_BYTES = 2_048;

const STREAM = Buffer.from('stream');
const END = Buffer.from('endstream');
const FLATE = /\/Fl(?:ateDecode)?\b/g;
const LENGTH = /\/Length\s+(\d+)(?!\s+\d+\s+R)\b/;

interface Packed {
  readonly begin: number;
  /** How often it is packed. */
  readonly times: number;
  /** How long it may be at most. */
  readonly bytes: number;
}

function readDictionary(file: Buffer, at: number): string {
  const text = file.toString('latin1', Math.max(0, at - DICTIONARY_BYTES), at);
  return text.slice(text.lastIndexOf('obj') + 1);
}

/** The streams of the file; a length that is an object of its own is not looked up. */
function* findStreams(file: Buffer): Generator<Packed> {
  for (let at = file.indexOf(STREAM); at >= 0; ) {
    const dictionary = readDictionary(file, at);
    const end = file.indexOf(END, at + STREAM.length);
    const until = end < 0 ? file.length : end;
    const length = LENGTH.exec(dictionary)?.[1];
    yield {
      begin: at + STREAM.length,
      times: dictionary.match(FLATE)?.length ?? 0,
      bytes: length === undefined ? file.length : Math.max(Number(length), until - at),
    };
    at = end < 0 ? -1 : file.indexOf(STREAM, end + END.length);
  }
}

const skipLineEnd = (file: Buffer, at: number): number =>
  at + (/^\r?\n/.exec(file.toString('latin1', at, at + 2))?.[0].length ?? 0);

/** Whether it unpacks to no more than it may; broken ones end where they break. */
async function isSmall(packed: Buffer): Promise<boolean> {
  let size = 0;
  try {
    for await (const part of Readable.from([packed]).pipe(createInflate())) {
      size += (part as Buffer).length;
      if (size > STREAM_LIMIT_BYTES) return false;
    }
  } catch {
    // What pdf.js makes of a broken stream is no larger.
  }
  return true;
}

/** @throws AssistantError when a stream unpacks to too much, or was packed twice, as only bombs are */
export async function checkStreams(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { begin, times, bytes: length } of findStreams(file)) {
    if (times === 0) continue;
    signal?.throwIfAborted();
    if (times > 1) throw documentError('a stream in it is packed twice');
    if (length * MOST_PER_BYTE <= STREAM_LIMIT_BYTES) continue;
    if (!(await isSmall(file.subarray(skipLineEnd(file, begin)))))
      throw documentError(`a stream in it unpacks to more than ${STREAM_LIMIT_BYTES} bytes`);
  }
}
