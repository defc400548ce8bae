/** Responses: what a dialog or an agent says, in each language, as data. */
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Button, goTo, type OutboundActivity } from './activity.ts';
import type { ResponseValues } from './dialog.ts';
import { AssistantError, describeError } from './errors.ts';
import { DEFAULT_LOCALE } from './locale.ts';

const buttonSchema = z.union([
  z.strictObject({
    title: z.string().min(1),
    dialog: z.string().min(1),
    /** What the dialog is to be about; may have places. */
    about: z.string().min(1).optional(),
  }),
  z.strictObject({ title: z.string().min(1), value: z.string().min(1) }),
]);
const responseSchema = z.union([
  z.string().min(1),
  z.strictObject({
    text: z.string().min(1),
    /** How it is said aloud, where that is not how it is written. */
    speak: z.string().min(1).optional(),
    buttons: z.array(buttonSchema).min(1).optional(),
  }),
]);
const fileSchema = z.record(z.string(), responseSchema);

export interface Response {
  readonly text: string;
  readonly speak?: string;
  readonly buttons: readonly Button[];
}

export type Responses = ReadonlyMap<string, Response>;

const toButton = (button: z.output<typeof buttonSchema>): Button => ({
  title: button.title,
  value: 'dialog' in button ? goTo(button.dialog, button.about) : button.value,
});

/**
 * Reads a `responses.<locale>.yml`.
 * @throws AssistantError `configuration`, with the file and what is wrong in it
 */
export function parseResponses(text: string, fileName: string): Responses {
  try {
    const entries = Object.entries(fileSchema.parse(parse(text)));
    return new Map(
      entries.map(([key, value]) => [
        key,
        typeof value === 'string'
          ? { text: value.trim(), buttons: [] }
          : {
              text: value.text.trim(),
              ...(value.speak === undefined ? {} : { speak: value.speak.trim() }),
              buttons: (value.buttons ?? []).map(toButton),
            },
      ]),
    );
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : describeError(error);
    throw new AssistantError('configuration', `${fileName}: ${reason}`);
  }
}

const RESPONSES = /^responses\.([\w-]+)\.ya?ml$/;

/**
 * Reads the `responses.<locale>.yml` files of a folder, by locale.
 * @throws AssistantError `configuration` for a file that is not right, and where only Portuguese is missing
 */
export async function readResponses(folder: URL): Promise<ReadonlyMap<string, Responses>> {
  const responses = new Map<string, Responses>();
  const name = folder.pathname.split('/').slice(-3, -1).map(decodeURIComponent).join('/');
  for (const file of (await readdir(folder)).sort()) {
    const locale = RESPONSES.exec(file)?.[1];
    if (locale === undefined) continue;
    const text = await readFile(new URL(file, folder), 'utf8');
    responses.set(locale, parseResponses(text, `${name}/${basename(file)}`));
  }
  if (responses.size > 0 && !responses.has(DEFAULT_LOCALE))
    throw new AssistantError('configuration', `${name} has no responses.${DEFAULT_LOCALE}.yml.`);
  return responses;
}

/** The exact language, then the same language of another country, then Portuguese. */
export function chooseResponses(responses: ReadonlyMap<string, Responses>, locale: string): Responses {
  const [language] = locale.split('-');
  const near = [...responses.keys()].find((known) => known.split('-')[0] === language);
  const chosen =
    responses.get(locale) ?? responses.get(near ?? DEFAULT_LOCALE) ?? responses.get(DEFAULT_LOCALE);
  if (!chosen) throw new Error(`there are no responses in ${DEFAULT_LOCALE}`);
  return chosen;
}

/** Puts values into the `{name}` places of a text; a place without a value is a defect, and says so. */
export function fillPlaces(text: string, values: ResponseValues): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a response has no value for ${place}`);
    return String(value);
  });
}

const fillButton = ({ title, value }: Button, values: ResponseValues): Button => ({
  title,
  value: fillPlaces(value, values),
});

/** Fills the `{name}` places. A place without a value is a defect of the dialog, and says so. */
export function renderResponse({ text, speak, buttons }: Response, values: ResponseValues): OutboundActivity {
  return {
    type: 'message',
    text: fillPlaces(text, values),
    ...(speak === undefined ? {} : { speak: fillPlaces(speak, values) }),
    ...(buttons.length > 0 ? { buttons: buttons.map((each) => fillButton(each, values)) } : {}),
  };
}

/** What an agent says, in the language of its task. */
export interface Phrases {
  /**
   * The response of that key, with its places filled, in the nearest language there is.
   * @param buttons stand before the response's own
   */
  say(key: string, values: ResponseValues, locale: string, buttons?: readonly Button[]): OutboundActivity;
}

/**
 * The `responses.<locale>.yml` files of an agent's folder.
 * @throws AssistantError `configuration`, with the file and what is wrong in it
 */
export async function createPhrases(folder: URL): Promise<Phrases> {
  const responses = await readResponses(folder);
  return {
    say(key, values, locale, buttons = []) {
      const response = chooseResponses(responses, locale).get(key);
      if (!response) throw new Error(`there is no response ${key}`);
      return renderResponse({ ...response, buttons: [...buttons, ...response.buttons] }, values);
    },
  };
}
