/**
 * Entities: the numbers, addresses and times that a message holds, in normal form.
 *
 * | name | value |
 * |---|---|
 * | `cpf`, `cep`, `case-number` (CNJ), `protocol-number` | digits, check digits verified (a CEP has none) |
 * | `cnpj` | 14 digits and capitals, check digits verified |
 * | `phone` | E.164; without area code, where a word says that it is one, its digits |
 * | `email` | in lower case |
 * | `url` | with its scheme |
 * | `money` | `1250.50 BRL` |
 * | `percent` | `2.5%` |
 * | `number`, `ordinal` | decimal, with a point: `1250.5`, `3` |
 * | `date` | `2026-11-27` |
 * | `time` | `T15:30` |
 * | `date-time` | `2026-11-27T15:30`, in the zone given |
 * | `period` | two of these with `/` between, or `..` for an open end. Of days, both belong to it. |
 * | `duration` | `P2W` |
 * | `working-days` | how many: no length of the calendar |
 *
 * How what is left open is read, as at a public counter:
 * - A day, month or day of the week without year is the next one, for people speak of deadlines and
 *   appointments; the last one after a verb in the past tense ("paguei dia 15") or "desde". "sexta"
 *   is never today, "dia 21" may be.
 * - "em duas semanas" is the day two weeks from now, "em até", "dentro de" and "nos próximos" the time until then.
 * - Holidays by name are read as days are; which they are by law: entities/dates/holidays.ts. "em 5 dias úteis" is a
 *   date: Saturdays, Sundays and national holidays are passed over, local ones are not known.
 * - Hours from 1 to 6 are of the afternoon, unless written with a zero (`03:00`) or with the part of the day.
 * - Weeks begin on Monday. The beginning, middle and end of a month are ten days each, of a year four months.
 * - 6 to 12 is the morning, to 18 the afternoon, to 24 the night.
 * - Dates in digits are day first. What cannot be ("31/4") is nothing.
 */
import { readEntities } from './entities/find.ts';
import { readPieces } from './entities/pieces.ts';
import type { Entity } from './recognizer.ts';

export interface EntityOptions {
  /** BCP 47. Times and words are read in Portuguese, and for a smaller part in English and Spanish. */
  readonly locale: string;
  readonly now: Date;
  /** IANA: `America/Sao_Paulo`. */
  readonly timeZone: string;
}

/**
 * In the text's order, without overlaps: the longest reading stands, then the one that the text itself
 * names ("telefone 11987654321"), then the most specific. The work grows with the text's length.
 * @throws RangeError for a time zone that does not exist
 */
export const findEntities = (text: string, { locale, now, timeZone }: EntityOptions): readonly Entity[] =>
  readEntities(text, locale, now, timeZone);

/**
 * The digits that several messages hold, one after the other, words read as digits: for a number that
 * comes in pieces. Hand it to `findEntities`, which says whether it is one.
 */
export const joinPieces = (pieces: readonly string[], locale = 'pt-BR'): string => readPieces(pieces, locale);
