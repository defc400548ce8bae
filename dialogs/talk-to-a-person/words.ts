/** What those who wait, or have a person, say in words of their own. Pure. */
import { countWords, fold } from '#assistant';

/** What the button says, for whoever has no buttons or writes it instead. */
const BACK_WORDS =
  /^\W*((quero |queria )?voltar (ao|para o|pro) (assistente|robo)|(go )?back to (the )?(assistant|bot)|(quiero )?volver al (asistente|robot))\W*$/;

const PLACE_WORDS =
  /\b(posicao|fila|(falta|vai) (muito|demorar)|quanto tempo|quantas pessoas|position|queue|how (long|many)|posicion|cola|cuanto (tiempo|falta)|cuantas personas)\b/;

const PROTOCOL = /\b(protocolo|protocol|tramite)\b/;
const ASKS =
  /\b(qual|quais|me (passa|manda|diz|da|informa|fala)|passa|preciso d[oe]|anotar|what|which|give me|tell me|my|cual|deme|dame|digame|necesito)\b/;
/** Longer, it is a matter of its own, for the person. */
const MOST_WORDS = 9;

export const asksForAssistant = (text: string): boolean => BACK_WORDS.test(fold(text));

/** Where they are in the queue, or how long it takes. */
export const asksForPlace = (text: string): boolean => PLACE_WORDS.test(fold(text));

/** The number of this conversation: no other is named, and little else is said. */
export function asksForProtocol(text: string): boolean {
  const words = fold(text);
  return PROTOCOL.test(words) && ASKS.test(words) && !/\d/.test(words) && countWords(text) <= MOST_WORDS;
}
