/** Slots for what public services ask people: text, numbers with check digits, dates, addresses. */
import { findEntities, joinPieces } from '../entities.ts';
import { TIME_ZONE } from '../locale.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import {
  ABSENT,
  oneOf,
  readAs,
  type Slot,
  type SlotMessage,
  type SlotOptions,
  type SlotReading,
  wrong,
} from './slot.ts';

const valuesOf = ({ entities }: SlotMessage, name: string): string[] =>
  entities.filter((entity) => entity.name === name).map(({ value }) => value);

/** In characters. */
export interface TextOptions extends SlotOptions {
  readonly least?: number;
  readonly most?: number;
}

/** In the citizen's own words: everything that is said in answer to the question. */
export const freeText = ({ least = 2, most = 4_000, ...options }: TextOptions = {}): Slot => ({
  ...options,
  takesAnything: true,
  read({ text, asked }) {
    if (!asked) return ABSENT;
    const value = text.trim();
    if (value.length < least || !/[\p{L}\p{N}]/u.test(value)) return wrong('short');
    return value.length > most ? wrong('long', { most, length: value.length }) : readAs(value);
  },
  show: (value) => value,
});

interface DigitsSlot {
  /** The entity's name. */
  readonly entity: string;
  readonly digits: number;
  format(digits: string): string;
}

/** A number with check digits: whole, in pieces, or wrong. */
function readDigits({ entity, digits, format }: DigitsSlot, message: SlotMessage): SlotReading {
  const found = oneOf(valuesOf(message, entity));
  if (found.type !== 'absent' || !message.asked) return found;
  const { text, locale, now, pieces } = message;
  const hasWords = /\p{L}{3,}/u.test(text);
  const own = joinPieces([text], locale);
  const whole = own.length >= digits ? own : joinPieces([...pieces, text], locale);
  if (own === '' || (hasWords && own.length < 6)) return ABSENT;
  const joined = findEntities(whole, { locale, now, timeZone: TIME_ZONE });
  const fitting = joined.find(({ name }) => name === entity);
  if (fitting) return readAs(fitting.value);
  if (whole.length === digits) return wrong('check-digits', { number: format(whole) });
  const counted = { digits: whole.length, wanted: digits, missing: digits - whole.length };
  return whole.length < digits ? { type: 'piece', values: counted } : wrong('length', counted);
}

const createDigits = (slot: DigitsSlot, options: SlotOptions): Slot => ({
  ...options,
  expectsDigits: true,
  read: (message) => readDigits(slot, message),
  show: slot.format,
});

/** CNJ case number: 20 digits (Resolução CNJ 65/2008), shown as `NNNNNNN-DD.AAAA.J.TR.OOOO`. */
export const caseNumber = (options: SlotOptions = {}): Slot =>
  createDigits(
    {
      entity: 'case-number',
      digits: 20,
      format: (number) => number.replace(/^(\d{7})(\d\d)(\d{4})(\d)(\d\d)(\d{4})$/, '$1-$2.$3.$4.$5.$6'),
    },
    options,
  );

/** A protocol number of ours: 15 digits, shown in groups of three. */
export const protocolNumber = (options: SlotOptions = {}): Slot =>
  createDigits({ entity: 'protocol-number', digits: 15, format: formatProtocolNumber }, options);

/** CPF: 11 digits, shown as `000.000.000-00`. */
export const cpf = (options: SlotOptions = {}): Slot =>
  createDigits(
    {
      entity: 'cpf',
      digits: 11,
      format: (number) => number.replace(/^(\d{3})(\d{3})(\d{3})(\d\d)$/, '$1.$2.$3-$4'),
    },
    options,
  );

/** E-mail address, in lower case. */
export const email = (options: SlotOptions = {}): Slot => ({
  ...options,
  read(message) {
    const found = oneOf(valuesOf(message, 'email'));
    const isAttempt = message.asked && /@|\barroba\b/.test(message.text);
    return found.type === 'absent' && isAttempt ? wrong('form') : found;
  },
  show: (value) => value,
});

/** Telephone in E.164, or as it was said where the area code is missing. */
export const phone = (options: SlotOptions = {}): Slot => ({
  ...options,
  expectsDigits: true,
  read(message) {
    const found = oneOf(valuesOf(message, 'phone'));
    const isAttempt = message.asked && /\d{4}/.test(message.text);
    return found.type === 'absent' && isAttempt ? wrong('form') : found;
  },
  show: (value) => value.replace(/^\+55(\d\d)(\d{4,5})(\d{4})$/, '($1) $2-$3'),
});

export interface NumberOptions extends SlotOptions {
  readonly least?: number;
  readonly most?: number;
}

/** A number as people say it: `3`, `três`, `1.250,5`; kept with a decimal point. */
export const number = ({ least, most, ...options }: NumberOptions = {}): Slot => ({
  ...options,
  expectsDigits: true,
  read(message) {
    if (!message.asked) return ABSENT;
    const bare = /^\s*(\d{1,12})\s*#?\s*$/.exec(message.text)?.[1];
    const found = bare === undefined ? oneOf(valuesOf(message, 'number')) : readAs(String(Number(bare)));
    if (found.type !== 'value') return found;
    if (least !== undefined && Number(found.value) < least) return wrong('small', { least });
    return most !== undefined && Number(found.value) > most ? wrong('large', { most }) : found;
  },
  show: (value, locale) => Number(value).toLocaleString(locale),
});
