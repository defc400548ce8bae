/** Asks for a protocol number, and tells how it stands. */
import {
  type AgentAnswer,
  type ConversationFacts,
  defineForm,
  type Effect,
  formatProtocolNumber,
  type Json,
  miss,
  protocolNumber,
  reply,
  startTask,
  TIME_ZONE,
} from '#assistant';

const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function formatMoment(iso: Json | undefined, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: TIME_ZONE,
  }).format(new Date(asText(iso)));
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

export default defineForm({
  slots: { number: protocolNumber() },
  confirms: false,
  without: [reply('no-number')],
  submit: ({ values }) => [startTask('protocols', { protocolNumber: values.number ?? '' })],
  answered: (input, { conversation }) =>
    input.type === 'answered' ? tellStatus(input.answer, conversation) : [miss(), reply('failed')],
});
