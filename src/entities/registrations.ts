/** CPF, CNPJ, case numbers and protocol numbers: whatever carries check digits. */
import { isProtocolNumber } from '../protocol-number.ts';
import type { Candidate, Reading } from './candidate.ts';
import { isAnnounced } from './candidate.ts';
import { isCaseNumber, isCnpj, isCpf } from './check-digits.ts';
import { findWindows, joinDigits, type Segment } from './segments.ts';

interface Registration {
  readonly name: string;
  readonly isValid: (digits: string) => boolean;
  /** Before it, they say that it is one. */
  readonly words: ReadonlySet<string>;
}

/** By their number of digits. */
const REGISTRATIONS: ReadonlyMap<number, Registration> = new Map([
  [11, { name: 'cpf', isValid: isCpf, words: new Set(['cpf']) }],
  [14, { name: 'cnpj', isValid: isCnpj, words: new Set(['cnpj']) }],
  [
    15,
    { name: 'protocol-number', isValid: isProtocolNumber, words: new Set('protocolo protocol'.split(' ')) },
  ],
  [20, { name: 'case-number', isValid: isCaseNumber, words: new Set('processo proceso case'.split(' ')) }],
]);
const SHORTEST = 11;
const LONGEST = 20;

const CASE_NUMBER_GROUPS = /^[1-7],2,4,1,2,4$/;
const SAYS_CNPJ: ReadonlySet<string> = new Set(['cnpj']);
const CNPJ_PIECES = 6;
const CNPJ_LENGTH = 14;

/** Resolução 65/2008, article 1, § 1: the zeros before the first group may be left out. */
function readDigits(pieces: readonly Segment[]): string {
  const digits = joinDigits(pieces);
  const shape = pieces.map((piece) => piece.digits.length).join(',');
  return CASE_NUMBER_GROUPS.test(shape) ? digits.padStart(LONGEST, '0') : digits;
}

export function findRegistrations({ tokens }: Reading, runs: readonly (readonly Segment[])[]): Candidate[] {
  const found: Candidate[] = [];
  for (const pieces of findWindows(runs, SHORTEST, LONGEST)) {
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!first || !last || tokens[first.from - 1]?.word === '+') continue;
    const value = readDigits(pieces);
    const registration = REGISTRATIONS.get(value.length);
    if (!registration?.isValid(value)) continue;
    const said = isAnnounced(tokens, first.from, registration.words);
    found.push({ name: registration.name, value, from: first.from, to: last.to, said });
  }
  return found;
}

/** The CNPJ with letters that begins here: in one piece, or in pieces after the word. */
function readAlphanumericCnpj({ tokens }: Reading, from: number): Candidate | undefined {
  let said: boolean | undefined;
  let characters = '';
  let pieces = 1;
  for (let to = from; to < tokens.length && characters.length < CNPJ_LENGTH; to++) {
    const token = tokens[to];
    if (
      !token ||
      (token.kind === 'mark'
        ? !/^[./-]$/.test(token.word) || to === from
        : !/^[a-z0-9]{1,14}$/.test(token.raw))
    )
      return undefined;
    if (to > from && !token.glued) {
      said ??= isAnnounced(tokens, from, SAYS_CNPJ);
      if (!said || ++pieces > CNPJ_PIECES) return undefined;
    }
    if (token.kind !== 'mark') characters += token.raw.toUpperCase();
    if (characters.length !== CNPJ_LENGTH) continue;
    const next = tokens[to + 1];
    const alone =
      !(next?.glued && next.kind !== 'mark') &&
      /\d/.test(characters.slice(0, -2)) &&
      /[A-Z]/.test(characters);
    return alone && isCnpj(characters) ? { name: 'cnpj', value: characters, from, to: to + 1 } : undefined;
  }
  return undefined;
}

export const findAlphanumericCnpjs = (reading: Reading): Candidate[] =>
  reading.tokens.flatMap((token, from) =>
    token.kind === 'mark' || token.glued ? [] : (readAlphanumericCnpj(reading, from) ?? []),
  );
