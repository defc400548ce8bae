/** The recognizers there are, by name. */
import type { RecognizerKind } from '../recognizer.ts';
import { linear } from './linear.ts';
import { nodeNlp } from './node-nlp.ts';

export const RECOGNIZER_KINDS = {
  linear,
  'node-nlp': nodeNlp,
} as const satisfies Readonly<Record<string, RecognizerKind>>;
