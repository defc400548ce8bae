/**
 * Whether a message tells of what is over: "paguei dia 15" means the last fifteenth, "quero pagar dia
 * 15" the next. The nearest verb before the expression decides; without one it is what is to come,
 * for at a counter people speak of deadlines and appointments.
 */
import type { Token } from '../tokens.ts';
import { NOT_PAST, PAST_VERBS } from '../vocabularies/portuguese.ts';
import type { Direction } from './meaning.ts';

/** Tokens looked back. */
const REACH = 8;

const PAST_ENDING = /(ei|ou|aram|eram|iram|eu|iu|ava|avam)$/;
const FUTURE_ENDING = /([aei]rei|[aei]remos|[aei]rao|ando|endo|indo)$/;
const INFINITIVE = /^.{2,}[aei]r$/;
const COMING: ReadonlySet<string> = new Set(
  'vou vai vamos vao quero queria preciso posso pode podemos gostaria vence fica'.split(' '),
);

/** @param at index of the expression's first token */
export function readDirection(tokens: readonly Token[], at: number): Direction {
  for (let index = at - 1; index >= Math.max(0, at - REACH); index--) {
    const { word, kind } = tokens[index] ?? { word: '', kind: 'mark' };
    if (kind === 'mark' && /[.!?;]/.test(word)) return 'future';
    if (PAST_VERBS.has(word)) return 'past';
    if (COMING.has(word)) return 'future';
    if (kind !== 'word' || NOT_PAST.has(word)) continue;
    if (FUTURE_ENDING.test(word) || INFINITIVE.test(word)) return 'future';
    if (word.length >= 4 && PAST_ENDING.test(word)) return 'past';
  }
  return 'future';
}
