/** From the log to what the citizen sees. Pure. */
import { type EventBody, shownName, type TranscriptLine } from '#assistant';
import type { ChatLine, SystemBody } from './protocol.ts';

/** The address goes before the client's own id, so that nobody can take another's. */
export const toExternalId = (address: string, clientId: string): string => `${address}:${clientId}`;

function toClientId(externalId: string | null, address: string): string | null {
  const prefix = toExternalId(address, '');
  return externalId?.startsWith(prefix) ? externalId.slice(prefix.length) : null;
}

type Reply = Extract<EventBody, { readonly type: 'reply-added' }>;

function toSpoken({ activity, reason, by }: Reply): ChatLine['body'] | undefined {
  const { text, buttons = [], citations = [], files = [] } = activity;
  if (by) return { from: 'person', by: shownName(by.name), text, buttons, citations, files };
  // The line of the assignment says so already.
  if (reason.rule === 'queue' && reason.response === 'assigned') return undefined;
  return { from: 'assistant', text, buttons, citations, taskId: reason.taskId ?? null };
}

const happened = (what: SystemBody['what'], more: Partial<SystemBody> = {}): SystemBody => ({
  from: 'system',
  what,
  ...more,
});

type HandoffEnd = Extract<EventBody, { readonly type: 'handoff-ended' }>;

function toHandoffEnd({ type, reason, by }: HandoffEnd): SystemBody {
  if (!by) return happened(type);
  return happened(reason === 'solved' ? 'person-ended' : 'to-assistant', { name: shownName(by.name) });
}

type Closing = Extract<EventBody, { readonly type: 'conversation-closed' }>;

function toClosing({ reason, continuedIn }: Closing): SystemBody | undefined {
  // It goes on under another protocol number, which the next line shows.
  if (reason === 'continued-elsewhere') return undefined;
  return continuedIn === undefined
    ? happened('conversation-closed')
    : happened('conversation-merged', { number: continuedIn });
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
    case 'reply-added':
      return toSpoken(body);
    case 'conversation-closed':
      return toClosing(body);
    case 'handoff-ended':
      return toHandoffEnd(body);
    case 'ticket-assigned':
      return happened(body.type, { name: shownName(body.to.name) });
    case 'ticket-returned':
      return happened(body.type, { name: shownName(body.from.name) });
    case 'ticket-moved':
    case 'handoff-requested':
    case 'conversation-reopened':
      return happened(body.type);
    default:
      return undefined;
  }
}

/** The lines a citizen may see: what was said, and who has the conversation. Notes of the house are none. */
export function toChatLines(transcript: readonly TranscriptLine[], address: string): ChatLine[] {
  return transcript.flatMap(({ event, protocolNumber, externalId }) => {
    const body = toBody(event.body, externalId, address);
    if (!body) return [];
    const { conversationId, seq } = event;
    return [{ conversationId, seq, protocolNumber, at: event.createdAt.getTime(), body }];
  });
}
