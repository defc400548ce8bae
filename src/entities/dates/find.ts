/** Finds expressions of time and gives each its meaning at a moment. */
import type { Candidate } from '../candidate.ts';
import type { Token } from '../tokens.ts';
import { isoDay, isoMoment, isoTime, type LocalTime } from './calendar.ts';
import { resolveClock } from './clock.ts';
import { isoLength, minutesOf } from './lengths.ts';
import { findDayLists } from './lists.ts';
import type { Direction, When } from './meaning.ts';
import { createParser } from './parser.ts';
import type { Grammar, Index } from './patterns.ts';
import type { Bound, Values } from './values.ts';

import { place, type Time, type Write, writeDay } from './write.ts';

/** Open end of an interval: ISO 8601-2. */
const OPEN = '..';

const writeSpan: Write<When> = (when, time) => {
  const span = place(when, time);
  return span && `${isoDay(span.first)}/${isoDay(span.last)}`;
};

const fromNow = ({ day, minute }: LocalTime, minutes: number): string => isoMoment(day, minute + minutes);

const writeLastHours: Write<Values['lastHours']> = (length, { now }) => {
  const minutes = minutesOf(length);
  return length.direction === 'past'
    ? `${fromNow(now, -minutes)}/${fromNow(now, 0)}`
    : `${fromNow(now, 0)}/${fromNow(now, minutes)}`;
};

/** "desde janeiro" has begun, "a partir de janeiro" and "até janeiro" are to come. */
function writeBoundary(bound: Bound, time: Time): string | undefined {
  if (!('when' in bound)) {
    const span = bound.day && place(bound.day, time);
    if (bound.day) return span && isoMoment(span.first, bound.minute);
    return isoTime(bound.minute);
  }
  const span = place(bound.when, time);
  if (!span) return undefined;
  if (bound.shift !== 0) return isoDay(bound.shift > 0 ? span.last + 1 : span.first - 1);
  return isoDay(bound.side === 'until' ? span.last : span.first);
}

const writeBound: Write<Bound> = (bound, time) => {
  const direction = bound.tense ?? time.direction;
  const boundary = writeBoundary(bound, { ...time, direction });
  return boundary && (bound.side === 'until' ? `${OPEN}/${boundary}` : `${boundary}/${OPEN}`);
};

interface Kind<N extends keyof Values> {
  readonly rule: N;
  readonly name: string;
  readonly write: Write<Values[N]>;
}

const kind = <N extends keyof Values>(rule: N, name: string, write: Write<Values[N]>): Kind<N> => ({
  rule,
  name,
  write,
});

/** What the grammar's rules are to the outside. */
const KINDS = [
  kind('shield', 'shield', () => undefined),
  kind('day', 'date', writeDay),
  kind('clock', 'time', (clock) => isoTime(resolveClock(clock))),
  kind('moment', 'date-time', ({ day, minute }, time) => {
    const span = place(day, time);
    return span && isoMoment(span.first, minute);
  }),
  kind('fromNow', 'date-time', (minutes, { now }) => fromNow(now, minutes)),
  kind('range', 'period', writeSpan),
  kind('span', 'period', writeSpan),
  kind('hours', 'period', ({ from, to }) => `${isoTime(from)}/${isoTime(to)}`),
  kind('window', 'period', ({ day, from, to }, time) => {
    const span = place(day, time);
    const end = to > from ? to : to + 1_440;
    return span && `${isoMoment(span.first, from)}/${isoMoment(span.first, end)}`;
  }),
  kind('lastHours', 'period', writeLastHours),
  kind('bound', 'period', writeBound),
  kind('workingDays', 'working-days', String),
  kind('length', 'duration', isoLength),
] as const;

export interface Language {
  readonly grammar: Grammar<Values>;
  readonly index: Index<Values>;
  readonly readDirection: (tokens: readonly Token[], at: number) => Direction;
}

/** Behind the first digits of a longer number nothing of time begins: "529.982", "15/03". */
function isInsideNumber(tokens: readonly Token[], at: number): boolean {
  const [before, mark] = [tokens[at - 2], tokens[at - 1]];
  return tokens[at]?.glued === true && mark?.kind === 'mark' && mark.glued && before?.kind === 'digits';
}

/** Readings of a single word are of these. */
const ALONE = KINDS.filter(({ rule }) => rule === 'day' || rule === 'span');

/** What may begin here, by a look at the word that follows: it spares most numbers the whole grammar. */
function kindsAt(
  tokens: readonly Token[],
  at: number,
  vocabulary: ReadonlySet<string>,
): readonly Kind<keyof Values>[] {
  const [token, next, last] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (token?.kind !== 'digits') {
    const continues = next && (next.kind === 'digits' || vocabulary.has(next.word));
    return (continues ? KINDS : ALONE) as readonly Kind<keyof Values>[];
  }
  if (isInsideNumber(tokens, at) || !next) return [];
  const joint = next.kind === 'mark' && next.glued && last?.glued;
  const continues = joint
    ? /^[-/.:]$/.test(next.word) && last.word.length <= 4
    : next.glued || vocabulary.has(next.word);
  return (continues ? KINDS : []) as readonly Kind<keyof Values>[];
}

export function findDates(
  tokens: readonly Token[],
  now: LocalTime,
  { grammar, index, readDirection }: Language,
): Candidate[] {
  const parser = createParser(grammar, index, tokens);
  const timeAt = (at: number): Time => ({ now, direction: readDirection(tokens, at) });
  const found: Candidate[] = [...findDayLists(tokens, parser, timeAt)];
  const read = <N extends keyof Values>({ rule, name, write }: Kind<N>, at: number): void => {
    const match = parser.read(rule, at);
    if (match) found.push({ name, value: () => write(match.value, timeAt(at)), from: at, to: match.end });
  };
  // "de segunda a sexta das 8h às 17h": the hours are of every day.
  let rangeEnd = 0;
  for (let at = 0; at < tokens.length; at++) {
    const kinds = kindsAt(tokens, at, index.vocabulary);
    if (kinds.length > ALONE.length) rangeEnd = Math.max(rangeEnd, parser.read('range', at)?.end ?? 0);
    for (const each of kinds) {
      const withinRange = at < rangeEnd && (each.rule === 'window' || each.rule === 'moment');
      if (!withinRange) read(each, at);
    }
  }
  return found;
}
