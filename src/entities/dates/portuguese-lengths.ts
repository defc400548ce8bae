/** "duas semanas", "1 ano e 3 meses", "uma hora e meia". */
import { fromNow } from './common-rules.ts';
import { addLengths, halfOf, isByClock, type Length, lengthOf, type Unit } from './lengths.ts';
import type { Adder } from './values.ts';

const UNITS: ReadonlyMap<string, Unit> = new Map(
  Object.entries({
    'ano|anos': ['Y', 1],
    'mes|meses': ['M', 1],
    'semana|semanas': ['W', 1],
    'dia|dias': ['D', 1],
    'hora|horas|h|hs|hrs': ['h', 1],
    'minuto|minutos|min|mins': ['m', 1],
    segundos: ['s', 1],
    'quinzena|quinzenas': ['D', 15],
    'bimestre|bimestres': ['M', 2],
    'trimestre|trimestres': ['M', 3],
    'quadrimestre|quadrimestres': ['M', 4],
    'semestre|semestres': ['M', 6],
    'decada|decadas': ['Y', 10],
  } as const).flatMap(([words, [unit, times]]) =>
    words.split('|').map((word) => [word, { unit, times }] as const),
  ),
);

const half = (amount: number, unit: Unit): Length | undefined => {
  const rest = halfOf(unit);
  return rest && addLengths(lengthOf(amount, unit), rest);
};

export function addLengthRules({ add }: Adder): void {
  for (const [word, unit] of UNITS) add('unit', word, () => unit);
  add('length', '<integer> <unit>', (amount, unit) => (amount > 0 ? lengthOf(amount, unit) : undefined));
  add(
    'length',
    ['<integer> <unit> e <integer> <unit>', '<integer> <unit> , <integer> <unit>'],
    (a, first, b, second) =>
      first.unit === second.unit ? undefined : addLengths(lengthOf(a, first), lengthOf(b, second)),
  );
  add('length', '<integer> <unit> , <integer> <unit> e <integer> <unit>', (a, first, b, second, c, last) =>
    addLengths(addLengths(lengthOf(a, first), lengthOf(b, second)), lengthOf(c, last)),
  );
  add('length', '<integer> <unit> e meio|meia', half);
  add('length', 'ano e meio', () => ({ Y: 1, M: 6 }));
  add('length', 'hora e meia', () => ({ h: 1, m: 30 }));
  add('length', 'de <integer> em <integer> <unit>', (first, second, unit) =>
    first === second ? lengthOf(first, unit) : undefined,
  );
  add('length', '<clockDigits> de espera|duracao|atraso|antecedencia', ({ minute }) => ({
    h: Math.floor(minute / 60),
    m: minute % 60,
  }));
  add('length', 'meia hora', () => ({ m: 30 }));
  add('length', 'meio ano', () => ({ M: 6 }));
  add('length', '<integer> hora|horas|h e <integer> $', (hours, minutes) =>
    minutes < 60 ? { h: hours, m: minutes } : undefined,
  );
  add('workingDays', '<integer> dia|dias util|uteis', (days) => days);

  add('fromNow', ['daqui a|à|ha|uns|umas? <length>', 'em <length>', 'dentro de <length>'], (length) =>
    fromNow(length, 1),
  );
  add(
    'fromNow',
    ['ha|faz|fazem uns|umas|cerca? de? <length> atras?', '<length> atras', 'tem uns|umas? <length> que'],
    (length) => fromNow(length, -1),
  );
  add('lastHours', 'ultimos|ultimas <length>', (length) =>
    isByClock(length) ? { ...length, direction: 'past' } : undefined,
  );
  add('lastHours', 'proximos|proximas <length>', (length) =>
    isByClock(length) ? { ...length, direction: 'future' } : undefined,
  );
}
