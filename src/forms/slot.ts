/** Slot: one thing that a form needs to be told, and how it is read. Pure. */
import { findNamed, findShortened, findTitled, readYesNo } from '../choices.ts';
import type { ResponseValues, Wording } from '../dialog.ts';
import type { Entity } from '../recognizer.ts';
import { fold } from '../words.ts';

/** What was said, as a slot gets it. */
export interface SlotMessage {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly locale: string;
  readonly now: Date;
  /** What came before of a number in pieces. */
  readonly pieces: readonly string[];
  /** The slot's question. */
  readonly question: Wording | undefined;
  /** Whether this is the answer to the slot's own question. */
  readonly asked: boolean;
}

export type SlotReading =
  /** In normal form. */
  | { readonly type: 'value'; readonly value: string }
  /** More than one fits. */
  | { readonly type: 'several'; readonly values: readonly string[] }
  /** Meant as an answer, and not right; `why` is the end of a response's key. */
  | { readonly type: 'wrong'; readonly why: string; readonly values: ResponseValues }
  /** The beginning of a number: the rest may follow. */
  | { readonly type: 'piece'; readonly values: ResponseValues }
  | { readonly type: 'absent' };

export interface Slot {
  /** Whether the form goes on without it, if the citizen says so. */
  readonly optional?: boolean;
  /** Takes whatever is said, so that nothing else can be told from an answer. */
  readonly takesAnything?: boolean;
  /** Answers are numbers: "2" is not the second button. */
  readonly expectsDigits?: boolean;
  read(message: SlotMessage): SlotReading;
  /** As a citizen reads it. */
  show(value: string, locale: string, question: Wording | undefined): string;
}

export interface SlotOptions {
  readonly optional?: boolean;
}

export const ABSENT: SlotReading = { type: 'absent' };
export const readAs = (value: string): SlotReading => ({ type: 'value', value });
export const wrong = (why: string, values: ResponseValues = {}): SlotReading => ({
  type: 'wrong',
  why,
  values,
});

/** One value, or the question which. */
export function oneOf(values: readonly string[]): SlotReading {
  const different = [...new Set(values)];
  const [first] = different;
  if (first === undefined) return ABSENT;
  return different.length === 1 ? readAs(first) : { type: 'several', values: different };
}

const titleOf = (value: string, question: Wording | undefined): string =>
  question?.buttons.find((button) => button.value === value)?.title ?? value;

/**
 * One of the values on the buttons of the slot's question. They are also read in words: by their
 * titles, and by what else people call them.
 * @param words by value, in any language: words or short phrases that mean it
 */
export function choice(words: Readonly<Record<string, readonly string[]>>, options: SlotOptions = {}): Slot {
  const named = (text: string): string[] => {
    const said = ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
    return Object.entries(words).flatMap(([value, names]) =>
      names.some((name) => said.includes(` ${fold(name)} `)) ? [value] : [],
    );
  };
  return {
    ...options,
    read({ text, question, asked }) {
      const buttons = (question?.buttons ?? []).filter(({ value }) => value in words);
      const titles = buttons.map(({ title }) => title);
      const place =
        findTitled(text, titles) ??
        (asked ? (findShortened(text, titles) ?? findNamed(text, titles)) : undefined);
      const value = place === undefined ? undefined : buttons[place]?.value;
      return value === undefined ? oneOf(named(text)) : readAs(value);
    },
    show: (value, _locale, question) => titleOf(value, question),
  };
}

/** `yes` or `no`: the question's buttons have these values. */
export const yesNo = (options: SlotOptions = {}): Slot => ({
  ...options,
  read({ text, asked }) {
    const answer = asked ? readYesNo(text) : undefined;
    return answer === undefined ? ABSENT : readAs(answer ? 'yes' : 'no');
  },
  show: (value, _locale, question) => titleOf(value, question),
});
