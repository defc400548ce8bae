/** What is asked of the citizen, and what is needed to go on when they answer. */
import type { AgentAnswer, Button, Identity, JsonObject, Phrases, SpecialistInput } from '#assistant';

/** One task: what was said, and what can be done about it. */
export interface Asking {
  readonly input: SpecialistInput;
  readonly locale: string;
  readonly identity: Identity;
  readonly phrases: Phrases;
}

export type Step = 'way' | 'target' | 'sent' | 'shown' | 'confirm' | 'unlink' | 'which-link';

export type Answer = AgentAnswer & { readonly output: { readonly outcome: string } };

export type Values = Readonly<Record<string, string | number>>;

/** Asks, and waits for what is answered at that step. */
export function ask(
  { phrases, locale }: Asking,
  step: Step,
  key: string,
  { values = {}, buttons = [], state = {} }: { values?: Values; buttons?: Button[]; state?: JsonObject } = {},
): Answer {
  return {
    status: 'asks',
    activity: phrases.say(key, values, locale, buttons),
    state: { ...state, step },
    output: { outcome: key },
    explanation: {},
  };
}

/** Says it, and is done. */
export const tell = ({ phrases, locale }: Asking, key: string, values: Values = {}): Answer => ({
  status: 'answered',
  activity: phrases.say(key, values, locale),
  output: { outcome: key },
  explanation: {},
});

const NAMED = new Set(['web', 'whatsapp', 'telegram', 'voice', 'sms', 'login']);

/** A channel as citizens call it. */
export const nameChannel = (phrases: Phrases, channel: string, locale: string): string =>
  phrases.say(`channel-${NAMED.has(channel) ? channel : 'other'}`, {}, locale).text;
