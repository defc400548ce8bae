/** The dialogs with their responses, as the policy and the turns use them. */

import type { OutboundActivity } from '../activity.ts';
import type { Dialog, ResponseValues } from '../dialog.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import { type Responses, renderResponse } from './responses.ts';

/** The response that is a dialog's name for citizens. */
const TITLE = 'title';

export interface LoadedDialog {
  readonly name: string;
  readonly dialog: Dialog;
  /** By locale; where there are any, `pt-BR` is among them. */
  readonly responses: ReadonlyMap<string, Responses>;
}

export interface DialogLibrary {
  get(name: string): LoadedDialog | undefined;
  /** The dialog an intent begins. */
  forIntent(intent: string): LoadedDialog | undefined;
  /** What a dialog is called where citizens choose; undefined where it is not to be chosen. */
  titleOf(dialog: string, locale: string): string | undefined;
  render(dialog: string, response: string, values: ResponseValues, locale: string): OutboundActivity;
}

/** The exact language, then the same language of another country, then Portuguese. */
function chooseResponses(responses: ReadonlyMap<string, Responses>, locale: string): Responses {
  const [language] = locale.split('-');
  const near = [...responses.keys()].find((known) => known.split('-')[0] === language);
  const chosen =
    responses.get(locale) ?? responses.get(near ?? DEFAULT_LOCALE) ?? responses.get(DEFAULT_LOCALE);
  if (!chosen) throw new Error(`a dialog has no responses in ${DEFAULT_LOCALE}`);
  return chosen;
}

export function createDialogLibrary(dialogs: readonly LoadedDialog[]): DialogLibrary {
  const byName = new Map(dialogs.map((each) => [each.name, each]));
  const byIntent = new Map(
    dialogs.flatMap((each) => (each.dialog.intents ?? [each.name]).map((intent) => [intent, each] as const)),
  );
  return {
    get: (name) => byName.get(name),
    forIntent: (intent) => byIntent.get(intent),
    titleOf(name, locale) {
      const { responses } = byName.get(name) ?? {};
      return responses && responses.size > 0
        ? chooseResponses(responses, locale).get(TITLE)?.text
        : undefined;
    },
    render(name, key, values, locale) {
      const dialog = byName.get(name);
      if (!dialog) throw new Error(`there is no dialog ${name}`);
      const response = chooseResponses(dialog.responses, locale).get(key);
      if (!response) throw new Error(`the dialog ${name} has no response ${key}`);
      return renderResponse(response, values);
    },
  };
}
