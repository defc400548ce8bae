/**
 * Policy rules: which dialog takes what is said, as data. In the order of `dialogs/policy.yml`, each
 * rule and each of the built-in steps may name a dialog; the first that does not pass takes it.
 * Pure; see docs/policy.md.
 */
import type { ConversationStatus } from './dialog.ts';
import { isOpen, type OpeningHours } from './opening-hours.ts';
import type { Certainty, Entity, Understanding } from './recognizer.ts';
import type { QueueTarget } from './routing.ts';
import type { Danger, PriorityGround, PriorityReason, ReadSignals, Signals, UrgencyKind } from './urgency.ts';
import { fold, splitWords } from './words.ts';

/**
 * What the program does by itself, at the place where the file names it. `button`: the dialog a button
 * begins. `interrupt`: one that is reachable in any state. `waiting`: who waits for a person. `active`:
 * who is in the middle of something. `intent`: what was surely recognised. `doubtful`: asks which.
 * `unknown`: looks it up.
 */
export const BUILT_IN_STEPS = [
  'button',
  'interrupt',
  'waiting',
  'active',
  'intent',
  'doubtful',
  'unknown',
] as const;
export type BuiltInStep = (typeof BUILT_IN_STEPS)[number];

/** All of what is named must hold; of a list, one. */
export interface Condition {
  /** What happened: words, or an agent that failed. Where left out: words. */
  readonly input?: 'message' | 'failed';
  /** `none`: nothing was recognised. */
  readonly intent?: readonly string[];
  readonly certainty?: readonly Certainty[];
  readonly confidence?: { readonly above?: number | undefined; readonly below?: number | undefined };
  /** Found in the words. */
  readonly entity?: readonly string[];
  /** Found, and next to nothing else is said. */
  readonly onlyEntity?: readonly string[];
  readonly channel?: readonly string[];
  /** Who writes by that channel: a name of `roles`, or `citizen`. */
  readonly role?: readonly string[];
  /** BCP 47, or the language alone. */
  readonly locale?: readonly string[];
  readonly status?: readonly ConversationStatus[];
  readonly hours?: 'open' | 'closed';
  /** At least so many turns before this one in which the citizen was not helped. */
  readonly misses?: number;
  /** At least so many failures of agents in a row, this one among them. */
  readonly failures?: number;
  readonly urgency?: readonly UrgencyKind[];
  readonly danger?: readonly Danger[];
  /** Said in this message or before; `any` for one of them. */
  readonly priority?: readonly (PriorityReason | 'any')[];
  /** Said in this message. */
  readonly claims?: readonly (PriorityGround | 'any')[];
  readonly inTheMiddleOf?: readonly string[];
  /** Words in a row, whatever their case and accents. */
  readonly said?: readonly string[];
  /** The same, and nothing else is said. */
  readonly onlySaid?: readonly string[];
  /** At most so many words. */
  readonly wordsAtMost?: number;
}

export interface Rule {
  readonly name: string;
  readonly when: Condition;
  /** `pass`: no further rule is asked, only the built-in steps. */
  readonly target: 'pass' | { readonly dialog: string; readonly handoff: QueueTarget | undefined };
  /** Also while a person has the conversation, and the assistant is silent. */
  readonly whileAttended?: true;
}

/** Of whoever writes by a channel that the policy says nothing of. */
export const CITIZEN = 'citizen';

export interface PolicyRules {
  /** Who writes by a channel, where it is not a citizen: by the channel's name. */
  readonly roles: ReadonlyMap<string, string>;
  readonly order: readonly (Rule | BuiltInStep)[];
  readonly hours: OpeningHours;
  /** The first is that of whoever asks for a person. */
  readonly queues: readonly [string, ...string[]];
  /** So many turns in a row without help, and a person is offered. */
  readonly missesBeforePerson: number;
}

export interface Policy extends PolicyRules {
  readonly readSignals: ReadSignals;
}

/** What a rule may know. */
export interface Situation {
  readonly input: 'message' | 'failed';
  /** Of an agent that failed there is none. */
  readonly text: string;
  readonly understanding: Understanding | undefined;
  readonly signals: Signals;
  readonly priority: readonly PriorityReason[];
  readonly channel: string;
  readonly role: string;
  readonly locale: string;
  readonly status: ConversationStatus;
  readonly now: Date;
  readonly misses: number;
  readonly failures: number;
  /** Those that asked last, and those paused. */
  readonly unfinished: readonly string[];
}

/** They may stand beside an entity that is all there is to a message. */
const FILLERS = new Set(
  (
    'o a os as e eh de do da meu minha seu esse este esta essa isso aqui numero num n no nr processo protocolo ' +
    'codigo oi ola bom boa dia tarde noite por favor pf pfv segue ai sobre para pra com my the number is case ' +
    'protocol hi hello please el la mi numero es hola'
  ).split(' '),
);

/** Whether but for these entities, and words that say nothing, the text is empty. */
function saysOnly(text: string, entities: readonly Entity[]): boolean {
  let rest = '';
  let end = 0;
  for (const entity of entities) {
    rest += `${text.slice(end, entity.start)} `;
    end = Math.max(end, entity.end);
  }
  return splitWords(rest + text.slice(end)).every((word) => FILLERS.has(word));
}

const named = (entities: readonly Entity[], names: readonly string[]) =>
  entities.filter(({ name }) => names.includes(name));

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale;

function says(text: string, phrases: readonly string[]): boolean {
  const words = ` ${splitWords(text).join(' ')} `;
  return phrases.some((phrase) => words.includes(` ${splitWords(phrase).join(' ')} `));
}

const saysNothingBut = (text: string, phrases: readonly string[]): boolean => {
  const words = splitWords(text).join(' ');
  return phrases.some((phrase) => splitWords(phrase).join(' ') === words);
};

const isAmong = (found: readonly string[], wanted: readonly string[]): boolean =>
  wanted.includes('any') ? found.length > 0 : found.some((each) => wanted.includes(each));

type Holds<Value> = (wanted: Value, situation: Situation, hours: OpeningHours) => boolean;

const HOLDS: { readonly [Name in keyof Condition]-?: Holds<NonNullable<Condition[Name]>> } = {
  input: (wanted, { input }) => wanted === input,
  intent: (wanted, { understanding }) => wanted.includes(understanding?.intent ?? 'none'),
  certainty: (wanted, { understanding }) =>
    understanding !== undefined && wanted.includes(understanding.certainty),
  confidence: ({ above = 0, below = 1.01 }, { understanding }) =>
    understanding !== undefined && understanding.confidence >= above && understanding.confidence < below,
  entity: (wanted, { understanding }) => named(understanding?.entities ?? [], wanted).length > 0,
  onlyEntity(wanted, { text, understanding }) {
    const found = named(understanding?.entities ?? [], wanted);
    return found.length > 0 && saysOnly(text, found);
  },
  channel: (wanted, { channel }) => wanted.includes(channel),
  role: (wanted, { role }) => wanted.includes(role),
  locale: (wanted, { locale }) => wanted.some((each) => each === locale || each === languageOf(locale)),
  status: (wanted, { status }) => wanted.includes(status),
  hours: (wanted, { now }, hours) => (wanted === 'open') === isOpen(now, hours),
  misses: (wanted, { misses }) => misses >= wanted,
  failures: (wanted, { failures }) => failures >= wanted,
  urgency: (wanted, { signals: { urgency } }) => urgency !== undefined && wanted.includes(urgency.kind),
  danger: (wanted, { signals: { urgency } }) =>
    urgency?.danger !== undefined && wanted.includes(urgency.danger),
  priority: (wanted, { priority }) => isAmong(priority, wanted),
  claims: (wanted, { signals: { claims } }) => isAmong(claims, wanted),
  inTheMiddleOf: (wanted, { unfinished }) => unfinished.some((each) => wanted.includes(each)),
  said: (wanted, { text }) => says(fold(text), wanted),
  onlySaid: (wanted, { text }) => saysNothingBut(text, wanted),
  wordsAtMost: (wanted, { text }) => splitWords(text).length <= wanted,
};

/** Whether a rule's conditions hold. */
export function holds(when: Condition, situation: Situation, hours: OpeningHours): boolean {
  if ((when.input ?? 'message') !== situation.input) return false;
  return Object.entries(when).every(([name, wanted]) =>
    (HOLDS[name as keyof Condition] as Holds<unknown>)(wanted, situation, hours),
  );
}
