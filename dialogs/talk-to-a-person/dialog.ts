/**
 * Hands the conversation to people. Reachable in every state, and nothing is asked first. While the
 * citizen waits, whatever they write comes here, so that it is kept for the person and acknowledged.
 */
import { type DialogInput, defineDialog, endHandoff, fold, handOff, reply } from '#assistant';

const QUEUE = 'geral';
const BACK_TO_ASSISTANT = 'back-to-assistant';

/** What the button says, for whoever has no buttons or writes it instead. */
const BACK_WORDS = /^\W*(voltar (ao|para o) assistente|back to (the )?assistant|volver al asistente)\W*$/;

function wantsAssistant(input: DialogInput): boolean {
  if (input.type === 'message') return BACK_WORDS.test(fold(input.text));
  return input.type === 'choice' && input.value === BACK_TO_ASSISTANT;
}

const reasonFor = (input: DialogInput): string =>
  input.type === 'redirected' ? `redirected-from-${input.from}` : 'citizen-asked';

export default defineDialog({
  interrupts: true,
  respond({ input, conversation }) {
    const waiting = conversation.status === 'waiting';
    if (wantsAssistant(input)) {
      return waiting ? [endHandoff('citizen-went-back'), reply('back')] : [reply('back')];
    }
    return waiting ? [reply('waiting')] : [handOff(QUEUE, reasonFor(input)), reply('handed-off')];
  },
});
