/**
 * A model as bytes: the length of a JSON header, the header, and then the numbers, little-endian.
 */
import { z } from 'zod';
import type { Calibration } from './calibration.ts';
import type { Classifier } from './classifier.ts';
import { sizeOfMet } from './familiar.ts';

const headerSchema = z.object({
  format: z.literal('guiche-linear-2'),
  locale: z.string(),
  intents: z.array(z.string()),
  features: z.array(z.string()),
  mix: z.number(),
  calibration: z.object({
    scope: z.array(z.number()),
    rightness: z.array(z.number()),
    sure: z.number(),
  }),
});

export interface LinearModel extends Classifier {
  readonly locale: string;
  readonly intents: readonly string[];
  readonly mix: number;
  readonly calibration: Calibration;
}

const LENGTH_BYTES = 4;
const bytesOf = (array: Float32Array | Int8Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

export function writeModel({
  locale,
  intents,
  mix,
  calibration,
  vocabulary,
  supportVectors,
  softmax,
  met,
}: LinearModel): Uint8Array {
  const { features, weights } = vocabulary;
  const header = Buffer.from(
    JSON.stringify({ format: 'guiche-linear-2', locale, intents, features, mix, calibration }),
  );
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.length);
  const parts = [supportVectors, softmax].flatMap(({ scales, bytes }) => [scales, bytes]);
  return Buffer.concat([length, header, bytesOf(weights), ...parts.map(bytesOf), met]);
}

/** Takes arrays one after the other off the bytes behind the header. */
function createReader(bytes: Uint8Array, start: number) {
  let at = start;
  const take = (length: number): ArrayBuffer => {
    if (at + length > bytes.byteLength) throw new RangeError('the model breaks off');
    // A copy begins where floats may begin.
    const part = Uint8Array.from(bytes.subarray(at, at + length)).buffer;
    at += length;
    return part;
  };
  return {
    floats: (count: number) => new Float32Array(take(count * Float32Array.BYTES_PER_ELEMENT)),
    small: (count: number) => new Int8Array(take(count)),
    bits: (bytes: number) => new Uint8Array(take(bytes)),
    isAtEnd: () => at === bytes.byteLength,
  };
}

/** @throws Error when the bytes are no model's, or not all of one */
export function readModel(bytes: Uint8Array): LinearModel {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < LENGTH_BYTES) throw new RangeError('the model breaks off');
  const start = LENGTH_BYTES + view.readUInt32LE();
  const { features, ...header } = headerSchema.parse(JSON.parse(view.toString('utf8', LENGTH_BYTES, start)));
  const reader = createReader(bytes, start);
  const classes = header.intents.length;
  const readWeights = () => ({
    scales: reader.floats(classes),
    bytes: reader.small((features.length + 1) * classes),
  });
  const vocabulary = { features, weights: reader.floats(features.length) };
  const models = { supportVectors: readWeights(), softmax: readWeights() };
  const met = reader.bits(sizeOfMet(vocabulary, classes));
  const model = { ...header, vocabulary, ...models, met };
  if (!reader.isAtEnd()) throw new RangeError('the model has more bytes than its features');
  return model;
}
