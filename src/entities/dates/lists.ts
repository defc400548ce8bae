/** "dias 3, 4 e 5 de janeiro": each is a date of its own. */
import type { Candidate } from '../candidate.ts';
import type { Token } from '../tokens.ts';
import { dayInMonth, dayOfSomeMonth } from './meaning.ts';
import type { Parser } from './parser.ts';
import type { Values } from './values.ts';
import { type Time, writeDay } from './write.ts';

const MOST_DAYS = 31;
const BETWEEN = /^(,|e|y|and)$/;

interface ListedDay {
  readonly from: number;
  readonly to: number;
  readonly date: number;
}

function readDays(tokens: readonly Token[], parser: Parser<Values>, at: number): ListedDay[] {
  const days: ListedDay[] = [];
  let next = tokens[at]?.word === 'dias' ? at + 1 : at;
  for (let day = parser.read('dayOfMonth', next); day; day = parser.read('dayOfMonth', next)) {
    days.push({ from: days.length === 0 ? at : next, to: day.end, date: day.value });
    if (days.length === MOST_DAYS || !BETWEEN.test(tokens[day.end]?.word ?? '')) break;
    next = day.end + 1;
  }
  return days;
}

export function findDayLists(
  tokens: readonly Token[],
  parser: Parser<Values>,
  timeAt: (at: number) => Time,
): Candidate[] {
  return tokens.flatMap((token, at) => {
    const days = readDays(tokens, parser, at);
    const last = days.at(-1);
    if (!last || days.length < 2) return [];
    const month = /^d[eo]$/.test(tokens[last.to]?.word ?? '')
      ? parser.read('innerMonth', last.to + 1)
      : undefined;
    if (token.word !== 'dias' && !month) return [];
    return days.map(({ from, to, date }) => ({
      name: 'date',
      value: () => writeDay(month ? dayInMonth(date, month.value) : dayOfSomeMonth(date), timeAt(at)),
      from,
      to: month && to === last.to ? month.end : to,
      said: true,
    }));
  });
}
