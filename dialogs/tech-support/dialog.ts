/** Gives technical problems to the agent of the same name, which asks and explains a step at a time. */
import { defineSpecialist, splitWords } from '#assistant';

/** Longer messages say what they want themselves. */
const WORDS_OF_AN_ANSWER = 4;

/** How a step is answered, whatever a courtesy beside it makes of the words; folded, by their beginnings. */
const ANSWERS =
  /^(sim|s|nao|n|naum|ja|funcion\w*|consegu\w*|resolv\w*|deu|foi|fiz|tent\w*|entend\w*|volta\w*|pronto|certo|continua|nada|sei|assim|igual|mesm[ao]|erro|yes|no|work\w*|did\w*|done|tried|back|understand|si|pude|intente|entiendo|listo|funciono)$/;

const answersStep = (words: readonly string[]): boolean => words.some((word) => ANSWERS.test(word));

export default defineSpecialist({
  agent: 'tech-support',
  isElsewhere(text, { intent, certainty }) {
    const words = splitWords(text);
    const surelyOther = certainty === 'sure' && intent !== null && intent !== 'tech-support';
    return surelyOther && words.length > WORDS_OF_AN_ANSWER && !answersStep(words);
  },
});
