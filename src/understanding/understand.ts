/** From the words of a message to what they mean: language, intent and entities, as a whole and in parts. */
import type { Entity, Reading, Recognizer, Understanding } from '../recognizer.ts';
import {
  type DetectLanguage,
  type FindEntities,
  type Part,
  shiftEntities,
  type Understand,
} from '../understanding.ts';
import { type Piece, splitText } from './parts.ts';

export interface UnderstandingParts {
  readonly recognizer: Recognizer;
  readonly detectLanguage: DetectLanguage;
  readonly findEntities: FindEntities;
  /** Where "at three" is said; an IANA name. */
  readonly timeZone: string;
}

type Meaning = Pick<Understanding, 'intent' | 'confidence' | 'certainty' | 'alternatives'>;

function toMeaning({ guesses, certainty }: Reading): Meaning {
  const [best, ...alternatives] = guesses;
  return best && certainty !== 'unknown'
    ? { ...best, certainty, alternatives }
    : { intent: null, confidence: 0, certainty: 'unknown', alternatives: guesses };
}

function toPart(
  { start, end, reading }: Piece,
  whole: Pick<Understanding, 'entities' | 'locale' | 'decidedBy'>,
): Part {
  const own = whole.entities.filter((entity: Entity) => entity.start >= start && entity.end <= end);
  const entities = shiftEntities(own, -start);
  return { start, end, understanding: { ...whole, ...toMeaning(reading), entities } };
}

const LETTER = /\p{L}/u;
/** Of "99", or a face: whatever it answers, it begins nothing. */
const NOTHING: Reading = { guesses: [], certainty: 'unknown', outOfScope: 1 };

/** How messages are read. */
export function createUnderstanding(options: UnderstandingParts): Understand {
  const { recognizer, detectLanguage, findEntities, timeZone } = options;
  return async (text, { locale: prior, saidAt }) => {
    const { locale, isClear } = await detectLanguage(text, prior);
    const read = (words: string) =>
      LETTER.test(words) ? recognizer.recognize(words, { locale }) : Promise.resolve(NOTHING);
    const entities = findEntities(text, { locale, now: saidAt, timeZone });
    const reading = await read(text);
    const pieces = await splitText(text, { whole: reading, entities, read });
    const shared = { entities, locale, decidedBy: recognizer.version };
    return {
      ...shared,
      ...toMeaning(reading),
      ...(isClear ? { spoken: locale } : {}),
      ...(pieces.length > 0 ? { parts: pieces.map((piece) => toPart(piece, shared)) } : {}),
    };
  };
}
