/**
 * Opens a closed conversation again, by the button under what was told of its protocol number. The
 * agent's answer comes where the citizen then is: in the one that was opened, or here.
 */
import {
  type AgentAnswer,
  type ConversationFacts,
  continueFrom,
  defineDialog,
  type Effect,
  formatProtocolNumber,
  goToAbout,
  type MessageInput,
  miss,
  parseProtocolNumber,
  pass,
  redirect,
  reply,
  startTask,
  TIME_ZONE,
} from '#assistant';

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

function reopen(text: string, { protocolNumber, status }: ConversationFacts): readonly Effect[] {
  const parsed = parseProtocolNumber(text);
  if (parsed.type !== 'valid') return [redirect('consult-protocol')];
  if (parsed.protocolNumber === protocolNumber && status !== 'closed') return [reply('open')];
  return [startTask('protocols', { protocolNumber: parsed.protocolNumber, reopens: true })];
}

/** How it stands is told first; under that is the button. */
const consult = (message: MessageInput): Effect => redirect('consult-protocol', message);

function tell({ output }: AgentAnswer, { locale }: ConversationFacts): readonly Effect[] {
  const protocolNumber = asText(output['protocolNumber']);
  const number = formatProtocolNumber(protocolNumber);
  switch (output['reopened']) {
    case 'reopened':
      return [reply('reopened', { number })];
    case 'open':
      return [reply('open')];
    case 'too-late': {
      const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: TIME_ZONE });
      const closedAt = day.format(new Date(asText(output['closedAt'])));
      return [continueFrom(protocolNumber), reply('too-late', { number, closedAt })];
    }
    default:
      return [reply('not-found', { number })];
  }
}

export default defineDialog({
  respond({ input, conversation }) {
    switch (input.type) {
      case 'choice':
        return reopen(goToAbout(input.value) ?? '', conversation);
      case 'message':
        return [consult(input)];
      case 'answered':
        return tell(input.answer, conversation);
      case 'failed':
        return [miss(), reply('failed')];
      case 'redirected':
        return [redirect('consult-protocol')];
      case 'resumed':
      case 'timer':
        return [pass()];
    }
  },
});
