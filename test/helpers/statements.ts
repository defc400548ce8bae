/** What a model writes when it is asked to answer from passages: `agents/documentation/prompts/`. */

/** A sentence, the words it quotes for it, and the number of their passage; 1 where left out. */
export type Said = readonly [sentence: string, quote: string, passage?: number];

export const writeStatements = (...said: readonly Said[]): string =>
  JSON.stringify({
    frases: said.map(([frase, trecho, passagem = 1]) => ({ citacoes: [{ passagem, trecho }], frase })),
  });

/** In pieces as small as a server sends them. */
export const inPieces = (text: string): string[] => text.match(/.{1,4}/gsu) ?? [];
