/** What is asked, without who asks it: their names and numbers stand in no document, and hide the matter. */
import { countWords, findEntities, findNames, PERSONAL_ENTITIES, TIME_ZONE } from '#assistant';

/** "Meu e-mail é", before an address; "o protocolo" alone may be what is asked about. */
const SAYS_WHOSE = /(?<![\p{L}\p{M}])(?:meu|minha|my|mi)\s+[\p{L}-]+\s*(?:é|eh|is|es|:)\s*$/iu;

/** Fewer words ask nothing by themselves. */
const QUESTION_WORDS = 3;

function leaveOutNumbers(text: string, locale: string): string {
  const found = findEntities(text, { locale, now: new Date(), timeZone: TIME_ZONE });
  return found
    .filter(({ name }) => PERSONAL_ENTITIES.has(name))
    .toReversed()
    .reduce((rest, { start, end }) => rest.slice(0, start).replace(SAYS_WHOSE, '') + rest.slice(end), text);
}

/** The text itself where nothing else would be left. */
export function leaveOutPerson(text: string, locale: string): string {
  const pieces = text.split(/(?<=[.!?;,]\s+|\n\s*)(?=\S)/);
  const asked = pieces.filter((piece) => findNames(piece).length === 0).join('');
  const rest = countWords(asked) < QUESTION_WORDS ? text : asked;
  const left = leaveOutNumbers(rest, locale).trim();
  return countWords(left) === 0 ? text : left;
}
