/** Which of several readings of the same words stands. */
import type { Candidate } from './candidate.ts';
import type { Token } from './tokens.ts';

/** Most specific first: decides between readings of the same length. */
const NAMES =
  `shield url email case-number protocol-number cnpj cpf phone cep money percent date-time date time
  working-days duration period ordinal number`.split(/\s+/);
const RANKS: ReadonlyMap<string, number> = new Map(NAMES.map((name, rank) => [name, rank]));

const rankOf = ({ name, said }: Candidate): number =>
  (RANKS.get(name) ?? NAMES.length) - (said ? NAMES.length : 0);

/** The longest first, then what the text itself names, then the most specific; in the text's order. */
export function resolveOverlaps(candidates: readonly Candidate[], tokens: readonly Token[]): Candidate[] {
  const lengthOf = ({ from, to }: Candidate): number =>
    (tokens[to - 1]?.end ?? 0) - (tokens[from]?.start ?? 0);
  const sorted = candidates
    .map((candidate) => ({ candidate, length: lengthOf(candidate), rank: rankOf(candidate) }))
    .sort((a, b) => b.length - a.length || a.rank - b.rank || a.candidate.from - b.candidate.from);
  const taken = new Uint8Array(tokens.length);
  const kept: Candidate[] = [];
  for (const { candidate } of sorted) {
    if (taken.subarray(candidate.from, candidate.to).includes(1)) continue;
    taken.fill(1, candidate.from, candidate.to);
    kept.push(candidate);
  }
  return kept.sort((a, b) => a.from - b.from);
}
