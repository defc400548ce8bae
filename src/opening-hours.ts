/**
 * Opening hours: when people of the public body are there. Pure; national holidays are computed.
 * Looked at: date-holidays (knows every country, and states that the body may not be in; 20 MB).
 */
/** 1 is Monday, 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Minutes of the day: from the first, to before the second. */
export interface OpenSpan {
  readonly weekdays: readonly Weekday[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Days on which public bodies may close by a decree of their own (ponto facultativo). */
export const OPTIONAL_HOLIDAYS = ['carnival', 'ash-wednesday', 'corpus-christi', 'public-servant'] as const;
export type OptionalHoliday = (typeof OPTIONAL_HOLIDAYS)[number];

export interface OpeningHours {
  /** IANA. */
  readonly timeZone: string;
  readonly spans: readonly OpenSpan[];
  readonly optionalHolidays: readonly OptionalHoliday[];
  /** `2026-12-24`, or `12-24` for every year. */
  readonly closedOn: readonly string[];
}

/** Days since 1970-01-01. */
type Day = number;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Whoever is closed for longer than this says no day at all. */
const LOOK_AHEAD_DAYS = 60;

const toDay = (year: number, month: number, date: number): Day => Date.UTC(year, month - 1, date) / DAY_MS;
const isoOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (day: Day): Weekday => (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;

/** Sunday of Easter in the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher. */
function easterOf(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const leapCenturies = Math.floor(century / 4);
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - leapCenturies - correction + 15) % 30;
  const leapYears = Math.floor(inCentury / 4);
  const toSunday = (32 + 2 * (century % 4) + 2 * leapYears - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const march = epact + toSunday - 7 * late + 114;
  return toDay(year, Math.floor(march / 31), (march % 31) + 1);
}

/**
 * The same every year: Lei 662/1949 with Lei 10.607/2002, Lei 6.802/1980 (12 October), Lei
 * 14.759/2023 (20 November). Beside them the Friday before Easter.
 */
const NATIONAL = ['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25'];
const GOOD_FRIDAY = -2;

/** Days from Easter. */
const MOVABLE: Readonly<Record<Exclude<OptionalHoliday, 'public-servant'>, readonly number[]>> = {
  carnival: [-48, -47],
  'ash-wednesday': [-46],
  'corpus-christi': [60],
};
const PUBLIC_SERVANT = '10-28';

/** Whether the day, as `2026-12-25`, is a holiday by law or by the body's own decree. */
export function isHoliday(iso: string, { optionalHolidays, closedOn }: OpeningHours): boolean {
  const inYear = iso.slice(5);
  if (NATIONAL.includes(inYear) || closedOn.includes(iso) || closedOn.includes(inYear)) return true;
  const fromEaster = Date.parse(iso) / DAY_MS - easterOf(Number(iso.slice(0, 4)));
  if (fromEaster === GOOD_FRIDAY) return true;
  return optionalHolidays.some((holiday) =>
    holiday === 'public-servant' ? inYear === PUBLIC_SERVANT : MOVABLE[holiday].includes(fromEaster),
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  const format = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...parts });
  formats.set(timeZone, format);
  return format;
}

/** @throws RangeError for a time zone that does not exist */
function toLocal(moment: Date, timeZone: string): { readonly day: Day; readonly minute: number } {
  const parts = formatOf(timeZone).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value);
  return {
    day: toDay(part('year'), part('month'), part('day')),
    minute: part('hour') * 60 + part('minute'),
  };
}

/** The moment at which clocks there show it; after a change of the clocks, the later of two. */
function toMoment(day: Day, minute: number, timeZone: string): Date {
  const wanted = day * DAY_MS + minute * MINUTE_MS;
  let moment = wanted;
  // The second round is for days on which clocks change.
  for (let round = 0; round < 2; round++) {
    const shown = toLocal(new Date(moment), timeZone);
    moment += wanted - (shown.day * DAY_MS + shown.minute * MINUTE_MS);
  }
  return new Date(moment);
}

const spansOn = (day: Day, hours: OpeningHours): readonly OpenSpan[] =>
  isHoliday(isoOf(day), hours) ? [] : hours.spans.filter(({ weekdays }) => weekdays.includes(weekdayOf(day)));

/** Whether somebody is there. */
export function isOpen(now: Date, hours: OpeningHours): boolean {
  const { day, minute } = toLocal(now, hours.timeZone);
  return spansOn(day, hours).some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute);
}

/** When somebody will be there; undefined where somebody is, and where nobody will be for two months. */
export function findOpening(now: Date, hours: OpeningHours): Date | undefined {
  if (isOpen(now, hours)) return undefined;
  const { day, minute } = toLocal(now, hours.timeZone);
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead++) {
    const starts = spansOn(day + ahead, hours)
      .map(({ fromMinute }) => fromMinute)
      .filter((start) => ahead > 0 || start > minute);
    if (starts.length > 0) return toMoment(day + ahead, Math.min(...starts), hours.timeZone);
  }
  return undefined;
}

/** A stretch of open time, in milliseconds since 1970 in UTC. */
interface Opening {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lists of thousands ask for the same days again and again, and clocks of time zones are slow to read. */
const openings = new WeakMap<OpeningHours, Map<Day, readonly Opening[]>>();

/** Open time of a day of the hours' own time zone, in order. */
export function openingsOn(day: Day, hours: OpeningHours): readonly Opening[] {
  const known = openings.get(hours) ?? new Map<Day, readonly Opening[]>();
  openings.set(hours, known);
  const found = known.get(day);
  if (found) return found;
  const momentOf = (minute: number) => toMoment(day, minute, hours.timeZone).getTime();
  const read = spansOn(day, hours)
    .toSorted((one, other) => one.fromMinute - other.fromMinute)
    .map(({ fromMinute, toMinute }) => ({ fromMs: momentOf(fromMinute), toMs: momentOf(toMinute) }));
  known.set(day, read);
  return read;
}

/** Of any time zone, its day at the moment, or the one before. */
export const dayBefore = (moment: Date): Day => Math.floor(moment.getTime() / DAY_MS) - 1;

/** Open time between two moments, cut to them, in order; what touches is not joined. */
export function listOpenings(
  hours: OpeningHours,
  from: Date,
  to: Date,
): readonly { readonly from: Date; readonly to: Date }[] {
  const first = dayBefore(from);
  const days = Array.from({ length: dayBefore(to) + 3 - first }, (_, index) => first + index);
  return days.flatMap((day) =>
    openingsOn(day, hours)
      .filter(({ fromMs, toMs }) => toMs > from.getTime() && fromMs < to.getTime())
      .map(({ fromMs, toMs }) => ({
        from: new Date(Math.max(from.getTime(), fromMs)),
        to: new Date(Math.min(to.getTime(), toMs)),
      })),
  );
}

const WORDS = {
  pt: {
    run: (a: string, b: string) => `de ${a} a ${b}`,
    time: (hour: number, rest: string) => `${hour}h${rest}`,
    span: (a: string, b: string) => `das ${a} às ${b}`,
  },
  en: {
    run: (a: string, b: string) => `${a} to ${b}`,
    time: (hour: number, rest: string) => `${hour}:${rest || '00'}`,
    span: (a: string, b: string) => `from ${a} to ${b}`,
  },
  es: {
    run: (a: string, b: string) => `de ${a} a ${b}`,
    time: (hour: number, rest: string) => `${hour}:${rest || '00'}`,
    span: (a: string, b: string) => `de ${a} a ${b}`,
  },
} as const;
/** 1970-01-05 was a Monday. */
const MONDAY: Day = 4;

type Words = (typeof WORDS)[keyof typeof WORDS];

/** "de segunda a sexta", "sábado e domingo". */
function describeDays(weekdays: readonly Weekday[], locale: string, { run: nameRun }: Words): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const nameOf = (weekday: number) =>
    format.format(new Date((MONDAY + weekday - 1) * DAY_MS)).replace('-feira', '');
  const days = weekdays.toSorted((one, two) => one - two);
  const runs: Weekday[][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && day === (last.at(-1) ?? 0) + 1) last.push(day);
    else runs.push([day]);
  }
  const named = runs.flatMap((run) =>
    run.length > 2 ? [nameRun(nameOf(run[0] ?? 1), nameOf(run.at(-1) ?? 7))] : run.map(nameOf),
  );
  return new Intl.ListFormat(locale).format(named);
}

/** "de segunda a sexta, das 8h às 18h", in Portuguese, English or Spanish. */
export function describeHours({ spans }: OpeningHours, locale: string): string {
  const language = locale.split('-')[0] ?? '';
  const words = language in WORDS ? WORDS[language as keyof typeof WORDS] : WORDS.pt;
  const time = (minute: number) =>
    words.time(Math.floor(minute / 60), minute % 60 === 0 ? '' : String(minute % 60).padStart(2, '0'));
  const byDays = Map.groupBy(spans, ({ weekdays }) => weekdays.toSorted().join());
  const lines = [...byDays.values()].map((own) => {
    const times = own
      .toSorted((one, two) => one.fromMinute - two.fromMinute)
      .map(({ fromMinute, toMinute }) => words.span(time(fromMinute), time(toMinute)));
    return `${describeDays(own[0]?.weekdays ?? [], locale, words)}, ${new Intl.ListFormat(locale).format(times)}`;
  });
  return lines.join('; ');
}
