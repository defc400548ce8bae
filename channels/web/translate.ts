/** From the log to what the citizen sees. Pure. */
import type { EventBody, TranscriptLine } from '#assistant';
import type { ChatLine } from './protocol.ts';

/** The address goes before the client's own id, so that nobody can take another's. */
export const toExternalId = (address: string, clientId: string): string => `${address}:${clientId}`;

function toClientId(externalId: string | null, address: string): string | null {
  const prefix = toExternalId(address, '');
  return externalId?.startsWith(prefix) ? externalId.slice(prefix.length) : null;
}

function toBody(body: EventBody, externalId: string | null, address: string): ChatLine['body'] | undefined {
  switch (body.type) {
    case 'message-received': {
      const { activity, replayOf } = body;
      // Taken up again by operators: the citizen said it once, and it stands where they said it.
      if (replayOf !== undefined) return undefined;
      const text = activity.type === 'message' ? activity.text : activity.title;
      return { from: 'citizen', text, clientId: toClientId(externalId, address) };
    }
    case 'reply-added': {
      const { text, buttons = [], citations = [] } = body.activity;
      return { from: 'assistant', text, buttons, citations, taskId: body.reason.taskId ?? null };
    }
    case 'conversation-closed':
      // It goes on under another protocol number, which the next line shows.
      return body.reason === 'continued-elsewhere' ? undefined : { from: 'system', what: body.type };
    case 'handoff-requested':
    case 'handoff-ended':
    case 'conversation-reopened':
      return { from: 'system', what: body.type };
    default:
      return undefined;
  }
}

/** The lines a citizen may see: what was said, and that a person was called. */
export function toChatLines(transcript: readonly TranscriptLine[], address: string): ChatLine[] {
  return transcript.flatMap(({ event, protocolNumber, externalId }) => {
    const body = toBody(event.body, externalId, address);
    if (!body) return [];
    const { conversationId, seq } = event;
    return [{ conversationId, seq, protocolNumber, at: event.createdAt.getTime(), body }];
  });
}
