/** The language of messages: learnt from what people say to the dialogs, and what the dialogs say. */
import type { LoadedDialog } from '../pipeline/dialog-library.ts';
import type { Example, Recognizer } from '../recognizer.ts';
import { splitSentences } from '../sentences.ts';
import { createLanguageDetector, type LanguageSample, teachLanguages } from '../understanding/language.ts';
import type { DetectLanguage } from '../understanding.ts';

/** Filled in when a response is said. */
const PLACE = /\{\w+\}/g;

/** Sentence by sentence: as short as what people write. */
const listSaid = (dialogs: readonly LoadedDialog[]): readonly LanguageSample[] =>
  dialogs.flatMap(({ responses }) =>
    [...responses].flatMap(([locale, own]) =>
      [...own.values()]
        .flatMap(({ text, buttons }) => [...splitSentences(text), ...buttons.map(({ title }) => title)])
        .map((text) => ({ locale, text: text.replace(PLACE, '') })),
    ),
  );

export interface LanguageLearning {
  /** What people say, by BCP 47 tag. */
  readonly examples: ReadonlyMap<string, readonly Example[]>;
  readonly dialogs: readonly LoadedDialog[];
  /** Opens the recognizer that learns them. */
  readonly open: (examples: ReadonlyMap<string, readonly Example[]>) => Promise<Recognizer>;
}

/** Detects the languages there are phrases in. */
export async function openLanguageDetector(learning: LanguageLearning): Promise<DetectLanguage> {
  const { examples, dialogs, open } = learning;
  const heard = [...examples].flatMap(([locale, own]) => own.map(({ text }) => ({ locale, text })));
  const reader = await open(teachLanguages([...heard, ...listSaid(dialogs)]));
  return createLanguageDetector({ locales: [...examples.keys()], reader });
}
