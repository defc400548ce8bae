/**
 * Webhook: for a body's own systems and apps, and for any provider without a channel of its own.
 * Signed events come in, signed callbacks go out; `docs/webhook.md` shows both.
 */

import { z } from 'zod';
import { type ChannelCapabilities, defineChannel } from '#assistant';
import { openCallbackApi } from './callback-api.ts';
import { mountEvents } from './events.ts';
import { createBodySigner } from './signature.ts';
import { toCallback } from './translate.ts';

const holdsUser = (text: string): boolean => {
  const { username, password } = URL.parse(text) ?? {};
  return Boolean(username || password);
};

const CAPABILITIES: ChannelCapabilities = {
  textLimit: 16_000,
  buttons: true,
  streaming: false,
  typing: true,
  onCrash: 'repeats',
};

/** By `WEBHOOK_FORM`, for what has neither screen nor buttons. */
export const FORMS = {
  buttons: CAPABILITIES,
  // The longest text that Twilio takes for an SMS (error 21617 above that).
  text: { ...CAPABILITIES, textLimit: 1_600, buttons: false },
  keypad: { ...CAPABILITIES, buttons: false, speech: 'keypad' },
} as const satisfies Record<string, ChannelCapabilities>;
const FORM_NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

const settings = z
  .object({
    WEBHOOK_URL: z
      .url({ protocol: /^https?$/, error: 'must begin with http:// or https://' })
      .refine((url) => !holdsUser(url), 'must not hold a user or password: callbacks are signed instead')
      .optional()
      .describe('Where the webhook channel posts what the assistant says; off where not set.'),
    WEBHOOK_SECRET: z
      .string()
      .min(32, 'must have 32 characters or more')
      .optional()
      .describe('Signs the webhook channel’s events and callbacks, 32 characters or more.'),
    WEBHOOK_FORM: z
      .enum(FORM_NAMES, { error: `must be one of ${FORM_NAMES.join(', ')}` })
      .default('buttons')
      .describe(
        'What the webhook channel’s callbacks hold: buttons; text, with options numbered in it, as for SMS; ' +
          'or keypad, to be read aloud and answered with the keys of a telephone.',
      ),
  })
  .superRefine(({ WEBHOOK_URL, WEBHOOK_SECRET }, context) => {
    if ((WEBHOOK_URL === undefined) === (WEBHOOK_SECRET === undefined)) return;
    const [missing, present] =
      WEBHOOK_URL === undefined ? ['WEBHOOK_URL', 'WEBHOOK_SECRET'] : ['WEBHOOK_SECRET', 'WEBHOOK_URL'];
    const message = `is missing, but ${present} is set: the webhook channel needs both, or neither.`;
    context.addIssue({ code: 'custom', path: [missing], message });
  });

export default defineChannel({
  capabilities: CAPABILITIES,
  settings,
  async open(context) {
    const { WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_FORM } = context.settings;
    if (WEBHOOK_URL === undefined || WEBHOOK_SECRET === undefined) return undefined;
    const signer = createBodySigner(WEBHOOK_SECRET);
    await mountEvents(context, signer);
    const api = openCallbackApi(WEBHOOK_URL, signer);
    return {
      capabilities: FORMS[WEBHOOK_FORM],
      send: (outbound, signal) => api.post(toCallback(outbound), signal),
      [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
    };
  },
});
