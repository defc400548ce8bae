/** Holidays by their names, of whichever year: "no Natal", "carnaval de 2027", "na véspera do Ano Novo". */
import type { Token } from '../tokens.ts';
import type { HolidayNames } from '../vocabularies/holidays.ts';
import { setOf } from '../vocabularies/lists.ts';
import { CHRISTMAS, type Holiday, holidayFromToday, holidayIn, TIRADENTES } from './holidays.ts';
import { everyYear, map } from './meaning.ts';
import type { Reader } from './patterns.ts';
import type { Adder } from './values.ts';

/** Words of a language around a holiday's name, with `|` between. */
interface Surroundings {
  readonly names: HolidayNames;
  readonly of: string;
  /** In front of it: the one to come, and the one that is over. */
  readonly next: string;
  readonly last: string;
}

/** What is the same in all languages. */
export function addHolidays({ add }: Adder, { names, of, next, last }: Surroundings): void {
  for (const [pattern, holiday] of names) add('holiday', pattern, () => holiday);
  add('day', '<holiday>', everyYear);
  // Only so do the patterns below show the types of what they read.
  add('day', `<holiday> ${of as 'of'}|,? <wholeYear>`, holidayIn);
  add('day', `${next as 'next'} <holiday>`, (holiday) => holidayFromToday(holiday, 'future'));
  add('day', `${last as 'last'} <holiday>`, (holiday) => holidayFromToday(holiday, 'past'));
}

const ARTICLES = setOf('o no ao pelo este esse neste nesse proximo ultimo');
/** Before "de", "do": what follows is a day. */
const DAYS = setOf(
  'dia feriado feriadao vespera antevespera recesso noite ceia festa festas semana antes depois horario plantao',
);
const PREPOSITIONS = setOf('em de do da para pra pro ate a à por via');

/** Whether the words in front take it for a day, or for a place. */
function readSurroundings(tokens: readonly Token[], at: number): 'day' | 'place' | undefined {
  const [before, first] = [tokens[at - 1]?.word ?? '', tokens[at - 2]?.word ?? ''];
  if (ARTICLES.has(before) || (/^d[aeo]$/.test(before) && DAYS.has(first))) return 'day';
  return PREPOSITIONS.has(before) ? 'place' : undefined;
}

/** Natal and Tiradentes are towns too: of the first one speaks as a day only with an article. */
const TOWNS: ReadonlyMap<string, Holiday> = new Map([
  ['natal', CHRISTMAS],
  ['tiradentes', TIRADENTES],
]);

export const holidayOrTown: Reader<Holiday> = {
  read(tokens, at) {
    const word = tokens[at]?.word ?? '';
    const holiday = TOWNS.get(word);
    const taken = readSurroundings(tokens, at);
    const isDay = word === 'natal' ? taken === 'day' : taken !== 'place';
    return holiday && isDay ? { end: at + 1, value: holiday } : undefined;
  },
  words: [...TOWNS.keys()],
  digits: false,
};

/** What is said of holidays in Portuguese alone. */
export function addPortugueseHolidays({ add }: Adder): void {
  add('holiday', '<holidayOrTown>', (holiday) => holiday);
  add('holiday', 'feriado|feriadao|dia de|do|da|dos <holiday>', (holiday) => holiday);
  add('day', 'natal de|do <wholeYear>', (year) => holidayIn(CHRISTMAS, year));
  add('day', '<holiday> que vem', (holiday) => holidayFromToday(holiday, 'future'));
  add('day', '<holiday> passado|passada', (holiday) => holidayFromToday(holiday, 'past'));
  add('day', 'vespera de|do|da|dos <holiday>', (holiday) =>
    map(everyYear(holiday), ({ first }) => ({ first: first - 1, last: first - 1 })),
  );
}
