/** The dialogs with their responses, as the policy and the turns use them. */

import type { OutboundActivity } from '../activity.ts';
import type { Dialog, ResponseValues } from '../dialog.ts';
import { chooseResponses, type Response, type Responses, renderResponse } from '../responses.ts';

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
  /** As it stands in the file; undefined where there is no such response. */
  wording(dialog: string, response: string, locale: string): Response | undefined;
  render(dialog: string, response: string, values: ResponseValues, locale: string): OutboundActivity;
}

export function createDialogLibrary(dialogs: readonly LoadedDialog[]): DialogLibrary {
  const byName = new Map(dialogs.map((each) => [each.name, each]));
  const byIntent = new Map(
    dialogs.flatMap((each) => (each.dialog.intents ?? [each.name]).map((intent) => [intent, each] as const)),
  );
  const wording: DialogLibrary['wording'] = (name, key, locale) => {
    const { responses } = byName.get(name) ?? {};
    return responses && responses.size > 0 ? chooseResponses(responses, locale).get(key) : undefined;
  };
  return {
    get: (name) => byName.get(name),
    forIntent: (intent) => byIntent.get(intent),
    wording,
    titleOf: (name, locale) => wording(name, TITLE, locale)?.text,
    render(name, key, values, locale) {
      if (!byName.has(name)) throw new Error(`there is no dialog ${name}`);
      const response = wording(name, key, locale);
      if (!response) throw new Error(`the dialog ${name} has no response ${key}`);
      return renderResponse(response, values);
    },
  };
}
