/** Reads the dialogs' folders: code and responses, and who takes what. */
import { readFile } from 'node:fs/promises';
import type { Dialog } from './dialog.ts';
import { discover, ROOT } from './discover.ts';
import { AssistantError } from './errors.ts';
import type { LoadedDialog } from './pipeline/dialog-library.ts';
import { parsePolicy } from './policy/read.ts';
import type { Policy } from './policy-rules.ts';
import { type Responses, readResponses } from './responses.ts';
import { openSignals } from './urgency/read.ts';

const FORM_WORDS = new URL('forms/', import.meta.url);

type Wordings = ReadonlyMap<string, Responses>;

/** What every form says, where the form has no words of its own. */
const withDefaults = (own: Wordings, defaults: Wordings): Wordings =>
  new Map(
    [...own].map(([locale, responses]) => [locale, new Map([...(defaults.get(locale) ?? []), ...responses])]),
  );

/** @throws AssistantError `configuration`: a question that cannot be asked is found before anybody waits for it */
function checkForm(name: string, { form }: Dialog, responses: Wordings): void {
  const needed = form?.slots.flatMap((slot) => [`label-${slot.name}`, `ask-${slot.name}`]) ?? [];
  for (const [locale, wordings] of responses) {
    const missing = needed.filter((key) => !wordings.has(key));
    if (missing.length > 0)
      throw new AssistantError(
        'configuration',
        `dialogs/${name}/responses.${locale}.yml lacks ${missing.join(', ')}, which its form asks with.`,
      );
  }
  if (form && responses.size === 0)
    throw new AssistantError('configuration', `dialogs/${name} is a form and has no responses.`);
}

/** @throws AssistantError `configuration` for a file that cannot be read, with its name and reason */
export async function loadDialogs(): Promise<readonly LoadedDialog[]> {
  const [found, defaults] = await Promise.all([discover<Dialog>('dialog'), readResponses(FORM_WORDS)]);
  return Promise.all(
    found.map(async ({ name, folder, extension }) => {
      const own = await readResponses(folder);
      checkForm(name, extension, own);
      return { name, dialog: extension, responses: extension.form ? withDefaults(own, defaults) : own };
    }),
  );
}

const POLICY = 'dialogs/policy.yml';

/** @throws AssistantError `configuration` for rules that cannot be followed, with file, line and reason */
export async function loadPolicy(dialogs: readonly LoadedDialog[]): Promise<Policy> {
  const names = {
    dialogs: dialogs.map(({ name }) => name),
    intents: dialogs.flatMap(({ name, dialog }) => dialog.intents ?? [name]),
  };
  const [text, readSignals] = await Promise.all([readFile(new URL(POLICY, ROOT), 'utf8'), openSignals()]);
  return { ...parsePolicy(text, POLICY, names), readSignals };
}
