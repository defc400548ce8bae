/** How an intent is described to whoever does not know the corpus: its title, and how people ask for it. */
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Example } from '../recognizer.ts';
import type { IntentDescription } from './judge-prompt.ts';

const MAX_EXAMPLES = 5;

/** What citizens call the dialogs. */
interface Titles {
  forIntent(intent: string): { readonly name: string } | undefined;
  titleOf(dialog: string, locale: string): string | undefined;
}

/**
 * The title is the intent's own name where its dialog has none.
 * @param examples by BCP 47 tag
 */
export function createDescriber(
  examples: ReadonlyMap<string, readonly Example[]>,
  titles: Titles,
): (intent: string, locale: string) => IntentDescription {
  return (intent, locale) => {
    const dialog = titles.forIntent(intent)?.name;
    const known = examples.get(locale) ?? examples.get(DEFAULT_LOCALE) ?? [];
    const own = known.filter((example) => example.intent === intent);
    return {
      title: (dialog === undefined ? undefined : titles.titleOf(dialog, locale)) ?? intent,
      examples: own.slice(0, MAX_EXAMPLES).map(({ text }) => text),
    };
  };
}
