/** Responses: what a dialog says, in each language, as data. */

import { parse } from 'yaml';
import { z } from 'zod';
import { type Button, goTo, type OutboundActivity } from '../activity.ts';
import type { ResponseValues } from '../dialog.ts';
import { AssistantError, describeError } from '../errors.ts';

const buttonSchema = z.union([
  z.strictObject({ title: z.string().min(1), dialog: z.string().min(1) }),
  z.strictObject({ title: z.string().min(1), value: z.string().min(1) }),
]);
const responseSchema = z.union([
  z.string().min(1),
  z.strictObject({ text: z.string().min(1), buttons: z.array(buttonSchema).min(1).optional() }),
]);
const fileSchema = z.record(z.string(), responseSchema);

export interface Response {
  readonly text: string;
  readonly buttons: readonly Button[];
}

export type Responses = ReadonlyMap<string, Response>;

const toButton = (button: z.output<typeof buttonSchema>): Button => ({
  title: button.title,
  value: 'dialog' in button ? goTo(button.dialog) : button.value,
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
          : { text: value.text.trim(), buttons: (value.buttons ?? []).map(toButton) },
      ]),
    );
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : describeError(error);
    throw new AssistantError('configuration', `${fileName}: ${reason}`);
  }
}

/** Fills the `{name}` places. A place without a value is a defect of the dialog, and says so. */
export function renderResponse(response: Response, values: ResponseValues): OutboundActivity {
  const text = response.text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a response has no value for ${place}`);
    return String(value);
  });
  return { type: 'message', text, ...(response.buttons.length > 0 ? { buttons: response.buttons } : {}) };
}
