/** Fixed expressions that look like something they are not: they keep every reader from their place. */
import type { Candidate, Reading } from './candidate.ts';

/** Folded, `_` between words; the second part are places (IBGE). */
const EXPRESSIONS = `
  segunda_via segundas_vias primeira_via primeira_vez primeiras_vezes segunda_vez terceira_vez primeiros_socorros
  primeiro_lugar segundo_lugar segunda_mao terceira_idade terceiro_setor primeira_infancia
  meia_entrada meia_passagem mil_desculpas mil_perdoes mil_maravilhas bom_dia boa_tarde boa_noite um_dia um_dia_desses
  hoje_em_dia dia_a_dia 24_/_7 1_ª_via 1_a_via 2_ª_via 2_a_via 2_º_via 1_ª_vez 1_a_vez 2_ª_vez de_uma_vez

  sete_lagoas sete_barras sete_quedas tres_coracoes tres_rios tres_pontas tres_marias tres_lagoas tres_passos
  tres_coroas tres_de_maio tres_barras tres_cachoeiras tres_fronteiras dois_irmaos dois_vizinhos dois_corregos
  dois_riachos quatro_barras quatro_pontes passa_quatro rio_de_janeiro`;

const BY_FIRST_WORD = new Map<string, string[][]>();
for (const expression of EXPRESSIONS.trim().split(/\s+/)) {
  const words = expression.split('_');
  const [first = ''] = words;
  BY_FIRST_WORD.set(first, [...(BY_FIRST_WORD.get(first) ?? []), words]);
}

export const findShields = ({ tokens }: Reading): Candidate[] =>
  tokens.flatMap(({ word }, from) =>
    (BY_FIRST_WORD.get(word) ?? [])
      .filter((words) => words.every((expected, index) => tokens[from + index]?.word === expected))
      .map((words) => ({ name: 'shield', value: undefined, from, to: from + words.length })),
  );
