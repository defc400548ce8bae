/** Asks for a protocol number, says what is wrong with one that cannot be right, and tells its status. */
import {
  type AgentAnswer,
  ask,
  type ConversationFacts,
  type DialogTurn,
  defineDialog,
  type Effect,
  formatProtocolNumber,
  goTo,
  type Json,
  miss,
  parseProtocolNumber,
  pass,
  reply,
  startTask,
  TIME_ZONE,
} from '#assistant';

type ParsedNumber = ReturnType<typeof parseProtocolNumber>;

const NO_NUMBER = 'no-number';
/** Wrong numbers in a row after which a person is offered instead of another try. */
const TRIES = 3;

const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const countTries = (state: DialogTurn['state']): number =>
  typeof state?.tries === 'number' ? state.tries : 0;

function formatMoment(iso: Json | undefined, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: TIME_ZONE,
  }).format(new Date(asText(iso)));
}

/** While the number is awaited, fewer digits than usual are an attempt too, if nothing else is said. */
function readNumber(text: string, awaited: boolean): ParsedNumber {
  const parsed = parseProtocolNumber(text);
  const digits = text.replace(/\D/g, '');
  const isAttempt = awaited && digits !== '' && !/\p{L}/u.test(text);
  return parsed.type === 'absent' && isAttempt ? { type: 'invalid', reason: 'length', digits } : parsed;
}

function answerMessage(text: string, state: DialogTurn['state']): readonly Effect[] {
  const parsed = readNumber(text, state !== undefined);
  if (parsed.type === 'valid') return [startTask('protocols', { protocolNumber: parsed.protocolNumber })];
  if (parsed.type === 'absent') return state ? [pass()] : [ask('which-number', { tries: 0 })];

  const tries = countTries(state) + 1;
  if (tries >= TRIES) return [miss(), reply('offer-person')];
  return parsed.reason === 'length'
    ? [ask('wrong-length', { tries }, { digits: parsed.digits.length })]
    : [ask('wrong-digit', { tries }, { number: formatProtocolNumber(parsed.digits) })];
}

const STATUS_RESPONSES = new Map([
  ['open', 'status-open'],
  ['waiting', 'status-waiting'],
  ['closed', 'status-closed'],
]);

function tellStatus({ output }: AgentAnswer, { locale }: ConversationFacts): readonly Effect[] {
  const number = formatProtocolNumber(asText(output.protocolNumber));
  const response = STATUS_RESPONSES.get(asText(output.status));
  if (output.found !== true || !response) return [reply('not-found', { number })];
  const openedAt = formatMoment(output.openedAt, locale);
  const lastEventAt = formatMoment(output.lastEventAt, locale);
  return [reply(response, { number, openedAt, lastEventAt })];
}

function answerChoice(value: string): readonly Effect[] {
  if (value === NO_NUMBER) return [reply('no-number')];
  return value === goTo('consult-protocol') ? [ask('which-number', { tries: 0 })] : [pass()];
}

export default defineDialog({
  respond({ input, state, conversation }) {
    switch (input.type) {
      case 'message':
        return answerMessage(input.text, state);
      case 'choice':
        return answerChoice(input.value);
      case 'answered':
        return tellStatus(input.answer, conversation);
      case 'failed':
        return [miss(), reply('failed')];
      case 'redirected':
        return [ask('which-number', { tries: 0 })];
      case 'timer':
        return [pass()];
    }
  },
});
