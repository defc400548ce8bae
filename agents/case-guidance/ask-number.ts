/** Asks for the number, and says what is wrong with one that cannot be right. It is then never looked up. */
import {
  CASE_NUMBER_DIGITS,
  courtCodeOf,
  formatCaseNumber,
  type ReadNumber,
  type WrongPart,
} from './case-number.ts';
import { type Answer, answerWith, type Desk } from './desk.ts';

/** Numbers in a row that could not be read, after which a person is offered. */
const TRIES = 3;

type Unread = Exclude<ReadNumber, { type: 'valid' }>;

interface Reply {
  readonly response: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Digits to go on from. */
  readonly pieces?: string;
}

const PARTS: Readonly<Record<WrongPart, (digits: string) => string>> = {
  'check-digits': (digits) => digits.slice(7, 9),
  year: (digits) => digits.slice(9, 13),
  court: courtCodeOf,
};

function replyTo(read: Exclude<Unread, { type: 'several' }>, asked: boolean): Reply {
  switch (read.type) {
    case 'partial': {
      const number = formatCaseNumber(read.digits);
      const digits = read.digits.length;
      const missing = CASE_NUMBER_DIGITS - digits;
      return { response: 'partial', values: { number, digits, missing }, pieces: read.digits };
    }
    case 'too-long':
      return { response: 'too-long', values: { digits: read.digits.length } };
    case 'wrong': {
      const values = { number: formatCaseNumber(read.digits), part: PARTS[read.part](read.digits) };
      return { response: `wrong-${read.part}`, values };
    }
    case 'protocol':
      return { response: 'protocol' };
    case 'absent':
      return { response: asked ? 'ask-number-again' : 'ask-number' };
  }
}

function askWhich(desk: Desk, numbers: readonly string[]): Answer {
  // The whole number is longer than the title of a button may be.
  const buttons = numbers.slice(0, 10).map((number) => ({
    title:
      `${formatCaseNumber(number).slice(0, 15)} ${desk.courts.get(courtCodeOf(number))?.short ?? ''}`.trim(),
    value: `number:${number}`,
  }));
  const written = {
    output: { outcome: 'asked-for-number' },
    state: { step: 'number', pieces: '', tries: 0 },
  } as const;
  return answerWith(desk, 'several', { count: numbers.length }, written, buttons);
}

/** What was asked and said before. */
export interface Asking {
  /** Whether the number was asked for. */
  readonly asked: boolean;
  /** Times in a row that it could not be read. */
  readonly tries: number;
  /** Its digits so far. */
  readonly pieces: string;
}
export const NOT_ASKED: Asking = { asked: false, tries: 0, pieces: '' };

export function askForNumber(desk: Desk, read: Unread, asking: Asking): Answer {
  if (read.type === 'several') return askWhich(desk, read.numbers);
  const { response, values = {}, pieces = '' } = replyTo(read, asking.asked);
  // The number's beginning, and each piece more, is no failure; nor is it one to say what one wants.
  const begins = asking.tries === 0 && asking.pieces === '';
  const grew =
    pieces.length > asking.pieces.length &&
    (begins || asking.pieces !== '') &&
    pieces.startsWith(asking.pieces);
  const failed = !grew && (asking.asked || read.type !== 'absent');
  const tries = asking.tries + (failed ? 1 : 0);
  const written = {
    output: { outcome: 'asked-for-number' },
    explanation: { read: read.type },
    state: { step: 'number', pieces, tries },
  } as const;
  return tries >= TRIES
    ? answerWith(desk, 'offer-person', {}, written)
    : answerWith(desk, response, values, written);
}
