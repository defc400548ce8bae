/** What a story asks: people who dictate tell why before they ask, and after it. */
import { countWords, fold } from '#assistant';

/** Shorter ones are questions as they are. */
const STORY_WORDS = 16;
/** How far behind its interrogative a question goes on. */
const QUESTION_WORDS = 10;
const INTERROGATIVE =
  /\b(que horas|que dia|quando|onde|aonde|como|quais|qual|quantos|quantas|quanto|quanta|quem|what time|what|when|where|how|which|who|cuando|donde|cual|cuanto|quien|a que hora)\b/g;
/** Behind these it is the reason that is told. */
const REASON = /\b(porque|pq|pois|ja que|because|since)\b/;

/** The question in a long text, from its last interrogative on; undefined where there is none. */
export function findFocus(text: string): string | undefined {
  if (countWords(text) < STORY_WORDS) return undefined;
  const folded = fold(text);
  const last = [...folded.matchAll(INTERROGATIVE)].at(-1);
  if (!last) return undefined;
  const rest = folded.slice(last.index);
  const reason = REASON.exec(rest)?.index ?? rest.length;
  return rest.slice(0, reason).split(/\s+/).slice(0, QUESTION_WORDS).join(' ').trim();
}
