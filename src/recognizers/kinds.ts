/** The recognizers there are, by name. */
import type { RecognizerKind } from '../recognizer.ts';
import { nlpjs } from './nlpjs.ts';
import { nodeNlp } from './node-nlp.ts';

export const RECOGNIZER_KINDS = {
  nlpjs,
  'node-nlp': nodeNlp,
} as const satisfies Readonly<Record<string, RecognizerKind>>;
