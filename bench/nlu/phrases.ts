/** What is learnt: the dialogs' own phrases, and as many more as a large office has. */
import { readDialogExamples } from '../../src/corpora/dialog-corpora.ts';
import { DEFAULT_LOCALE } from '../../src/locale.ts';
import { createLog } from '../../src/log.ts';
import type { Example } from '../../src/recognizer.ts';
import { splitWords } from '../../src/words.ts';

export const CORPORA = ['dialogs', 'large'] as const;
export type CorpusName = (typeof CORPORA)[number];

const LARGE = { intents: 170, phrases: 6_000 } as const;
/** Words that only phrases of one intent have, and words of its phrase besides. */
const OWN_WORDS = 12;
const LENGTH = 7;

async function readOwn(): Promise<readonly Example[]> {
  const folder = new URL('../../dialogs/', import.meta.url).pathname;
  return (await readDialogExamples(folder, createLog('silent'))).get(DEFAULT_LOCALE) ?? [];
}

/** Always the same: words of the dialogs in other orders, with some that belong to one intent each. */
function makeLarge(own: readonly Example[]): readonly Example[] {
  const words = [...new Set(own.flatMap(({ text }) => splitWords(text)))].sort();
  const wordAt = (place: number) => words[place % words.length] ?? '';
  return Array.from({ length: LARGE.phrases }, (_, n) => {
    const intent = n % LARGE.intents;
    const phrase = Array.from({ length: LENGTH }, (_, at) =>
      at % 2 === 0
        ? wordAt(n * 31 + at * 17)
        : `${wordAt(intent)}${wordAt((n + at * 7) % OWN_WORDS)}${intent}`,
    );
    return { text: phrase.join(' '), intent: `intent-${intent}` };
  });
}

export async function readCorpus(name: CorpusName): Promise<readonly Example[]> {
  const own = await readOwn();
  return name === 'dialogs' ? own : makeLarge(own);
}
