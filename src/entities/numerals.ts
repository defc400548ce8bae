/** Whole numbers in words ("mil duzentos e quarenta") and amounts in digits ("1.250,50"). */
import type { Token } from './tokens.ts';

export interface Numerals {
  /** Words below a thousand. */
  readonly values: ReadonlyMap<string, number>;
  /** Words that multiply what stands before them: thousand, million. */
  readonly scales: ReadonlyMap<string, number>;
  /** English "two hundred": multiplies what is below ten. */
  readonly hundred?: string;
  /** Joins the parts: "e", "y", "and". */
  readonly and: string;
  readonly decimal: ',' | '.';
}

export interface Read<T> {
  /** Index after its last token. */
  readonly end: number;
  readonly value: T;
}

/** Longest number taken as an amount, in digits. What is longer identifies something. */
const MOST_DIGITS = 15;

/** Which smaller words may follow: after "vinte" a unit, after "cento" both, after "três" none. */
function roomBelow(value: number): number {
  if (value >= 100) return 100;
  return value >= 20 && value % 10 === 0 ? 10 : 0;
}

/** A number below a thousand: "cento e vinte e três". */
function readGroup(tokens: readonly Token[], at: number, numerals: Numerals): Read<number> | undefined {
  let total = 0;
  let room = 1_000;
  let end = at;
  for (let next = at; ; ) {
    if (end > at && tokens[next]?.word === numerals.and) next++;
    const token = tokens[next];
    const value = token?.kind === 'word' ? numerals.values.get(token.word) : undefined;
    if (value !== undefined && value < room && (value > 0 || end === at)) {
      total += value;
      room = roomBelow(value);
    } else if (token && token.word === numerals.hundred && end > at && total < 10) {
      total *= 100;
      room = 100;
    } else break;
    end = ++next;
  }
  return end === at ? undefined : { end, value: total };
}

const readDigits = (token: Token | undefined): number | undefined =>
  token?.kind === 'digits' && token.word.length <= 9 ? Number(token.word) : undefined;

/** In words, or digits before a scale: "dois mil e vinte e três", "3 mil", "mil". */
export function readWords(
  tokens: readonly Token[],
  at: number,
  numerals: Numerals,
): Read<number> | undefined {
  let total = 0;
  let lastScale = Number.POSITIVE_INFINITY;
  let end = at;
  for (let next = at; ; ) {
    if (end > at && tokens[next]?.word === numerals.and) next++;
    const digits = end === at ? readDigits(tokens[next]) : undefined;
    const group = digits === undefined ? readGroup(tokens, next, numerals) : { value: digits, end: next + 1 };
    const scale = numerals.scales.get(tokens[group?.end ?? next]?.word ?? '');
    if (scale !== undefined && scale < lastScale) {
      total += (group?.value ?? 1) * scale;
      lastScale = scale;
      next = (group?.end ?? next) + 1;
      end = next;
      continue;
    }
    if (group && digits === undefined && scale === undefined && (end === at || group.value > 0)) {
      return { end: group.end, value: total + group.value };
    }
    return end === at ? undefined : { end, value: total };
  }
}

interface Glued {
  readonly groups: readonly string[];
  readonly marks: readonly string[];
  readonly end: number;
}

/** Runs of digits that touch one another with a dot or a comma between. */
function collectGroups(tokens: readonly Token[], at: number): Glued {
  const groups = [tokens[at]?.word ?? ''];
  const marks: string[] = [];
  let end = at + 1;
  while (groups.length <= MOST_DIGITS) {
    const [mark, digits] = [tokens[end], tokens[end + 1]];
    if (!mark?.glued || !/^[.,]$/.test(mark.word) || digits?.kind !== 'digits' || !digits.glued) break;
    marks.push(mark.word);
    groups.push(digits.word);
    end += 2;
  }
  return { groups, marks, end };
}

const areThousands = (groups: readonly string[]): boolean =>
  groups.every((group, index) => (index === 0 ? group.length <= 3 : group.length === 3));

/** Which mark, if any, separates the decimals; undefined when the marks make no number. */
function splitDecimals({ groups, marks }: Glued, decimal: string): [string, string] | undefined {
  const last = marks.at(-1);
  if (last === undefined) return [groups[0] ?? '', ''];
  const sameBefore = marks.slice(0, -1).every((mark) => mark === marks[0]);
  const whole = groups.slice(0, -1);
  const fraction = groups.at(-1) ?? '';
  if (!sameBefore) return undefined;
  const mixed = marks.length > 1 && marks[0] !== last;
  if (mixed) return areThousands(whole) ? [whole.join(''), fraction] : undefined;
  if (last !== decimal && areThousands(groups)) return [groups.join(''), ''];
  if (marks.length > 1) return areThousands(groups) ? [groups.join(''), ''] : undefined;
  return last === decimal || fraction.length < 3 ? [whole.join(''), fraction] : undefined;
}

/** An amount in digits, as a decimal number with a point and no grouping: "1250.50". */
export function readAmount(
  tokens: readonly Token[],
  at: number,
  numerals: Numerals,
): Read<string> | undefined {
  if (tokens[at]?.kind !== 'digits') return undefined;
  const glued = collectGroups(tokens, at);
  const parts = splitDecimals(glued, numerals.decimal);
  if (!parts || parts[0].length + parts[1].length > MOST_DIGITS) return undefined;
  const whole = parts[0].replace(/^0+(?=\d)/, '');
  return { end: glued.end, value: parts[1] === '' ? whole : `${whole}.${parts[1]}` };
}
