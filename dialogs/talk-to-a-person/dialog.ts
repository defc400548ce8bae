/**
 * Hands the conversation to people. Reachable in every state, and nothing is asked first; while nobody
 * is there, too. While the citizen waits, whatever they write comes here, so that it is kept for the
 * person and acknowledged.
 */
import {
  type DialogInput,
  type DialogTurn,
  defineDialog,
  type Effect,
  endHandoff,
  fillPlaces,
  fold,
  handOff,
  isByLaw,
  reply,
} from '#assistant';

const BACK_TO_ASSISTANT = 'back-to-assistant';

/** What the button says, for whoever has no buttons or writes it instead. */
const BACK_WORDS = /^\W*(voltar (ao|para o) assistente|back to (the )?assistant|volver al asistente)\W*$/;

/** By the reason that dialogs/policy.yml gives. */
const WORDS_FOR: ReadonlyMap<string, string> = new Map([
  ['agent-failed', 'handed-off-failure'],
  ['anger', 'handed-off-anger'],
]);

function wantsAssistant(input: DialogInput): boolean {
  if (input.type === 'message') return BACK_WORDS.test(fold(input.text));
  return input.type === 'choice' && input.value === BACK_TO_ASSISTANT;
}

const reasonFor = (input: DialogInput): string =>
  input.type === 'redirected' ? `redirected-from-${input.from}` : 'citizen-asked';

function describeMoment(moment: Date, locale: string, timeZone: string): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return moment.toLocaleString(locale, { ...day, hour: '2-digit', minute: '2-digit', timeZone });
}

/** That the law gives priority, and when somebody will be there. */
function tellMore({ routing, conversation, wording }: DialogTurn): string {
  const { priority, opensAt, timeZone, officeHours } = routing;
  const say = (key: string, values = {}) => fillPlaces(wording(key)?.text ?? '', values);
  const noted = priority.some(isByLaw) ? [say('priority')] : [];
  const hours = opensAt
    ? say('closed', { officeHours, opensAt: describeMoment(opensAt, conversation.locale, timeZone) })
    : say('open', { officeHours });
  return [...noted, hours].join(' ');
}

function callPeople(turn: DialogTurn): readonly Effect[] {
  const { input, routing } = turn;
  const { queue, reason } = routing.handoff ?? { queue: routing.queue, reason: reasonFor(input) };
  return [handOff(queue, reason), reply(WORDS_FOR.get(reason) ?? 'handed-off', { more: tellMore(turn) })];
}

/** Whoever says only now what gives priority moves up in the queue. */
function acknowledge({ routing: { saidNow, queue, handoff } }: DialogTurn): readonly Effect[] {
  if (saidNow.length === 0) return [reply('waiting')];
  const reason = handoff?.reason ?? 'priority-said';
  return [handOff(queue, reason), reply(saidNow.some(isByLaw) ? 'waiting-priority' : 'waiting')];
}

export default defineDialog({
  interrupts: true,
  respond(turn) {
    const waiting = turn.conversation.status === 'waiting';
    if (wantsAssistant(turn.input)) {
      return waiting ? [endHandoff('citizen-went-back'), reply('back')] : [reply('back')];
    }
    return waiting ? acknowledge(turn) : callPeople(turn);
  },
});
