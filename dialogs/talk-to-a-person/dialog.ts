/**
 * Hands the conversation to people. Reachable in every state, and nothing is asked first; while nobody
 * is there, too. While the citizen waits, whatever they write comes here, so that it is kept for the
 * person and acknowledged, with their place in the queue. Once a person has the conversation, it is that
 * person who answers: here only who wants the assistant back, or their protocol number, is.
 */
import {
  type Button,
  type DialogInput,
  type DialogTurn,
  defineDialog,
  describePlace,
  type Effect,
  endHandoff,
  fillPlaces,
  handOff,
  isByLaw,
  reply,
} from '#assistant';
import { asksForAssistant, asksForPlace, asksForProtocol } from './words.ts';

const BACK_TO_ASSISTANT = 'back-to-assistant';

/** By the reason that dialogs/policy.yml gives. */
const WORDS_FOR: ReadonlyMap<string, string> = new Map([
  ['agent-failed', 'handed-off-failure'],
  ['anger', 'handed-off-anger'],
]);

function wantsAssistant(input: DialogInput): boolean {
  if (input.type === 'message') return asksForAssistant(input.text);
  return input.type === 'choice' && input.value === BACK_TO_ASSISTANT;
}

const reasonFor = (input: DialogInput): string =>
  input.type === 'redirected' ? `redirected-from-${input.from}` : 'citizen-asked';

function describeMoment(moment: Date, locale: string, timeZone: string): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return moment.toLocaleString(locale, { ...day, hour: '2-digit', minute: '2-digit', timeZone });
}

/** Offered after hours, where the queue calls back. */
const callBackButtons = ({ routing: { callsBack, opensAt }, wording }: DialogTurn): readonly Button[] =>
  callsBack && opensAt ? (wording('offer-call-back')?.buttons ?? []) : [];

/** That the law gives priority, and when somebody will be there. */
function tellMore(turn: DialogTurn): string {
  const { routing, conversation, wording } = turn;
  const { priority, opensAt, timeZone, officeHours } = routing;
  const say = (key: string, values = {}) => fillPlaces(wording(key)?.text ?? '', values);
  const noted = priority.some(isByLaw) ? [say('priority')] : [];
  const hours = opensAt
    ? say('closed', { officeHours, opensAt: describeMoment(opensAt, conversation.locale, timeZone) })
    : say('open', { officeHours });
  const offer = callBackButtons(turn).length > 0 ? [say('offer-call-back')] : [];
  return [...noted, hours, ...offer].join(' ');
}

function callPeople(turn: DialogTurn): readonly Effect[] {
  const { input, routing } = turn;
  const { queue, reason } = routing.handoff ?? { queue: routing.queue, reason: reasonFor(input) };
  const words = WORDS_FOR.get(reason) ?? 'handed-off';
  return [handOff(queue, reason), reply(words, { more: tellMore(turn) }, callBackButtons(turn))];
}

/** Where somebody is there to move the queue, or it is asked for. */
function tellPlace({ input, routing: { place }, conversation, wording }: DialogTurn): string {
  const isAsked = input.type === 'message' && asksForPlace(input.text);
  if (place === undefined || !(place.isAttended || isAsked)) return '';
  return ` ${describePlace(place, conversation.locale, (key) => wording(key)?.text ?? '').text}`;
}

/** Whoever says only now what gives priority moves up in the queue. */
function acknowledge(turn: DialogTurn): readonly Effect[] {
  const { saidNow, queue, handoff } = turn.routing;
  const place = tellPlace(turn);
  if (saidNow.length === 0) return [reply('waiting', { place })];
  const reason = handoff?.reason ?? 'priority-said';
  // Where they were is not where they are now.
  const [response, values] = saidNow.some(isByLaw)
    ? (['waiting-priority', {}] as const)
    : (['waiting', { place: '' }] as const);
  return [handOff(queue, reason), reply(response, values)];
}

const answerAttended = (input: DialogInput): readonly Effect[] =>
  input.type === 'message' && asksForProtocol(input.text) ? [reply('protocol')] : [];

export default defineDialog({
  interrupts: true,
  respond(turn) {
    const { input, conversation } = turn;
    const waiting = conversation.status === 'waiting';
    if (wantsAssistant(input)) {
      return waiting ? [endHandoff('citizen-went-back'), reply('back')] : [reply('back')];
    }
    if (conversation.isAttended) return answerAttended(input);
    return waiting ? acknowledge(turn) : callPeople(turn);
  },
});
