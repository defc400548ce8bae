/** A day: in words, in digits, or by the keys of a telephone. Pure. */
import { findEntities } from '../entities.ts';
import { TIME_ZONE } from '../locale.ts';
import { fold } from '../words.ts';
import { ABSENT, oneOf, type Slot, type SlotMessage, type SlotOptions, wrong } from './slot.ts';

export interface DateOptions extends SlotOptions {
  /** Which days can be meant; any where left out. Today is both. */
  readonly when?: 'past' | 'future';
}

const KEYED = /^\s*(\d\d)(\d\d)(\d{4})\s*#?\s*$/;
const WEEKDAY =
  /\b(segunda|terca|quarta|quinta|sexta|sabado|domingo|\w+day|lunes|martes|miercoles|jueves|viernes)\b/;
const MONTH =
  /\b(jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez|feb|apr|may|aug|sep|oct|dec|ene|dic)\w*|\/\d/;
const YEAR = /\b\d{4}\b|\/\d\d\b.*\/\d\d|que vem|proxim|next|seguinte|amanha|tomorrow|manana|daqui|hoje/;

const toDay = (moment: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short' }).format(moment);

/** What people leave out of a day that is over is not the next one, as elsewhere, but the last. */
function inPast(day: string, text: string, today: string): string {
  const said = fold(text);
  if (day <= today || YEAR.test(said)) return day;
  const moment = new Date(`${day}T12:00:00Z`);
  if (WEEKDAY.test(said)) moment.setUTCDate(moment.getUTCDate() - 7);
  else if (MONTH.test(said)) moment.setUTCFullYear(moment.getUTCFullYear() - 1);
  else moment.setUTCMonth(moment.getUTCMonth() - 1);
  return moment.toISOString().slice(0, 10);
}

function daysIn({ text, entities, locale, now }: SlotMessage): string[] {
  const keyed = KEYED.exec(text);
  const typed = keyed && `${keyed[1]}/${keyed[2]}/${keyed[3]}`;
  const found = typed ? findEntities(typed, { locale, now, timeZone: TIME_ZONE }) : entities;
  return found
    .filter(({ name }) => name === 'date' || name === 'date-time')
    .map(({ value }) => value.slice(0, 10));
}

/** A day, as `2026-11-27`. */
export const date = ({ when, ...options }: DateOptions = {}): Slot => ({
  ...options,
  expectsDigits: true,
  read(message) {
    const today = toDay(message.now);
    const days = daysIn(message).map((day) => (when === 'past' ? inPast(day, message.text, today) : day));
    const found = oneOf(days);
    if (found.type !== 'value')
      return found.type === 'absent' && message.asked && /\d/.test(message.text) ? wrong('form') : found;
    const isWrong = (when === 'past' && found.value > today) || (when === 'future' && found.value < today);
    if (!isWrong) return found;
    // Said by the way, it was meant for something else.
    if (!message.asked) return ABSENT;
    return wrong(when === 'past' ? 'future' : 'past', { date: showDay(found.value, message.locale) });
  },
  show: showDay,
});

function showDay(value: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${value}T12:00:00Z`),
  );
}
