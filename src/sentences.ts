/** Sentences of Portuguese text, as they stand in it. */

const segmenter = new Intl.Segmenter('pt-BR', { granularity: 'sentence' });

// Unicode's rule ends a sentence at these when a capital or a digit follows: "Av. Brasil", "n. 5".
const ABBREVIATION =
  /(?:^|[\s(])(?:dra?s?|sra?s?|profa?s?|arts?|incs?|av|al|rod|pç|tel|núm|nº?|p[áa]gs?|pp?|ex|cf|cap|obs|ref|aprox|mín|máx)\.\s*$/i;
const INITIAL = /(?:^|[\s(.])\p{Lu}\.\s*$/u;
const ITEM_NUMBER = /^\s*\d+[.)]\s*$/;

/** An abbreviation, and the space around it; looking at all of a long text each time takes its square. */
const END_LENGTH = 60;

function isOpen(text: string): boolean {
  const end = text.slice(-END_LENGTH);
  return ABBREVIATION.test(end) || INITIAL.test(end) || ITEM_NUMBER.test(text);
}

function splitLine(line: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(line)) {
    open += segment;
    if (isOpen(open)) continue;
    sentences.push(open.trim());
    open = '';
  }
  sentences.push(open.trim());
  return sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/**
 * Each sentence is a literal part of the text, without the space around it. The end of a line ends
 * a sentence: items of lists and rows of tables stand on lines of their own.
 */
export const splitSentences = (text: string): string[] => text.split('\n').flatMap(splitLine);
