/** A message that the recognizer doubts, whatever it has learnt since this was written. */
import { fileURLToPath } from 'node:url';
import { readDialogExamples } from '../../src/corpora/dialog-corpora.ts';
import { loadDialogs } from '../../src/dialog-folders.ts';
import { DEFAULT_LOCALE } from '../../src/locale.ts';
import { createLog } from '../../src/log.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import type { Example } from '../../src/recognizer.ts';
import { RECOGNIZER_KINDS } from '../../src/recognizers/kinds.ts';
import { openRecognizer } from '../../src/recognizers/trained.ts';
import { DEFAULT_RECOGNIZER } from '../../src/settings.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { says, turn } from './decisions.ts';

const TRIED_OF_EACH = 60;
const halvesOf = (text: string): readonly [string, string] => {
  const words = text.split(' ');
  const middle = Math.ceil(words.length / 2);
  return [words.slice(0, middle).join(' '), words.slice(middle).join(' ')];
};

/** Half of what is said to look a protocol up, and half of what is said to have a person. */
function* writeVague(examples: readonly Example[]): Generator<string> {
  const of = (intent: string) =>
    examples
      .filter((example) => example.intent === intent && !/\d/.test(example.text))
      .slice(0, TRIED_OF_EACH);
  for (const one of of('consult-protocol'))
    for (const other of of('talk-to-a-person')) yield `${halvesOf(one.text)[0]} ${halvesOf(other.text)[1]}`;
}

export interface Doubtful {
  readonly text: string;
  /** Of the buttons, in order. */
  readonly titles: readonly string[];
}

/** @throws Error when the recognizer is sure of everything that can be said of two intents */
export async function findDoubtful(cacheFolder: string): Promise<Doubtful> {
  const log = createLog('silent');
  const examples = await readDialogExamples(fileURLToPath(new URL('../../dialogs/', import.meta.url)), log);
  const kind = RECOGNIZER_KINDS[DEFAULT_RECOGNIZER];
  const understand = createUnderstanding({
    recognizer: await openRecognizer({ kind, examples, cacheFolder, log }),
    detectLanguage: async (_text, prior) => ({ locale: prior, isClear: false }),
    findEntities: () => [],
    timeZone: 'UTC',
  });
  const library = createDialogLibrary(await loadDialogs());
  for (const text of writeVague(examples.get(DEFAULT_LOCALE) ?? [])) {
    const understanding = await understand(text, { locale: DEFAULT_LOCALE, saidAt: new Date() });
    const [event] = turn([says(text, null, understanding)], {}, { library }).events;
    if (event?.type !== 'reply-added' || event.reason.response !== 'which') continue;
    return { text, titles: event.activity.buttons?.map(({ title }) => title) ?? [] };
  }
  throw new Error('there is nothing that the recognizer doubts: is its doubtful band empty?');
}
