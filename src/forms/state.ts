/** What a form keeps between two messages. */
import type { DialogTurn, Effect } from '../dialog.ts';
import type { JsonObject } from '../json.ts';
import type { Slot } from './slot.ts';

/** Normal forms by slot; null where the citizen would rather not say. */
export type Values<Name extends string> = Readonly<Partial<Record<Name, string | null>>>;

/** What a form asks for, in the order in which it asks. */
export interface FormSpec<Name extends string = string> {
  readonly slots: Readonly<Record<Name, Slot>>;
  /** Whether it says what it understood, and asks, before it acts; true where left out. */
  readonly confirms?: boolean;
  /** What is done for who has not got what is asked for, in words or by a button of the value `without`. */
  readonly without?: readonly Effect[];
  submit(filled: Filled<Name>): readonly Effect[];
}

export interface Filled<Name extends string = string> {
  readonly values: Values<Name>;
  /** The same as a citizen reads them; left out what was not told. */
  readonly shown: Readonly<Partial<Record<Name, string>>>;
  readonly turn: DialogTurn;
}

export interface FormState<Name extends string = string> {
  readonly values: Values<Name>;
  /** The slot that was asked for, or what else was. */
  readonly asking: Name | 'confirm' | 'correct-which';
  /** Answers in a row that could not be used. */
  readonly tries: number;
  /** The parts of a number that came in pieces. */
  readonly pieces: readonly string[];
  /** When it asked, in ISO 8601. */
  readonly askedAt: string;
}

// Plain data, which the compiler does not see in an interface.
function toState<Name extends string>(state: JsonObject): FormState<Name> {
  return state as unknown as FormState<Name>;
}
/** Undefined, too, for what another version of the form has left. */
export function readState<Name extends string>(
  spec: FormSpec<Name>,
  state: JsonObject | undefined,
): FormState<Name> | undefined {
  if (!state) return undefined;
  const { asking } = toState<Name>(state);
  const isKnown = asking === 'confirm' || asking === 'correct-which' || asking in spec.slots;
  return isKnown ? toState<Name>(state) : undefined;
}
export const writeState = (state: FormState): JsonObject => state as unknown as JsonObject;

export const slotNames = <Name extends string>({ slots }: FormSpec<Name>): Name[] =>
  Object.keys(slots) as Name[];
