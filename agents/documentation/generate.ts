/** The answer of a language model, of which only what the passages carry is kept, and shown. */
import type { Model, OutboundActivity, Passage } from '#assistant';
import { type Grounded, writeAnswer } from './citations.ts';
import { completeSentences, groundSentence } from './ground.ts';
import { NO_ANSWER, writePrompt } from './prompt.ts';

/** Four short sentences need about half. */
const MAX_TOKENS = 400;

export interface Generated {
  /** Undefined when no sentence was kept. */
  readonly activity: OutboundActivity | undefined;
  /** The model said that the passages do not answer the question. */
  readonly withheld: boolean;
  readonly dropped: number;
  readonly firstTokenMs: number | undefined;
}

/**
 * @param onKept is told the whole text after each sentence that is kept
 * @throws what the model throws; what was shown by then is to be replaced
 */
export async function generateAnswer(
  question: string,
  passages: readonly Passage[],
  model: Model,
  signal: AbortSignal,
  onKept: (text: string) => void,
): Promise<Generated> {
  const startedAt = performance.now();
  const pieces = model.stream({ messages: writePrompt(question, passages), signal, maxTokens: MAX_TOKENS });
  const kept: Grounded[] = [];
  let text = '';
  let read = 0;
  let firstTokenMs: number | undefined;
  const take = (isEnd: boolean) => {
    const sentences = completeSentences(text, isEnd);
    const grounded = sentences
      .slice(read)
      .flatMap((sentence) => groundSentence(sentence, question, passages) ?? []);
    read = sentences.length;
    kept.push(...grounded);
    if (grounded.length > 0) onKept(writeAnswer(kept).text);
  };
  for (;;) {
    const next = await pieces.next();
    if (next.done) {
      take(true);
      const activity = kept.length > 0 ? writeAnswer(kept) : undefined;
      const withheld = kept.length === 0 && text.trim().startsWith(NO_ANSWER);
      return { activity, withheld, dropped: read - kept.length, firstTokenMs };
    }
    firstTokenMs ??= performance.now() - startedAt;
    text += next.value;
    take(false);
  }
}
