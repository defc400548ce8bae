/**
 * What other systems are told, and in which form. By default ids, times, queues and reasons: enough to
 * follow a case by its protocol number. What people wrote, and the names of those of the house, go along
 * where an admin has switched it on (LGPD, art. 6, III: no more data than the purpose needs).
 */
import type { EventBody } from '../event.ts';
import type { JsonObject } from '../json.ts';
import type { PersonName } from '../person.ts';

export const WEBHOOK_EVENTS = [
  'conversation-opened',
  'ticket-opened',
  'ticket-assigned',
  'ticket-moved',
  'ticket-returned',
  'ticket-extended',
  'ticket-ended',
  'conversation-closed',
  'conversation-reopened',
  'feedback-given',
  'sla-broken',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Of what nobody waits for: an admin tries whether it arrives. */
export const TEST_EVENT = 'test';

/** As it was found where it is kept. */
export interface Happening {
  readonly event: string;
  readonly happenedAt: Date;
  readonly conversation: { readonly conversationId: string; readonly protocolNumber: string } | null;
  /** Its place in the log, and what stands there; null where it is not in the log. */
  readonly seq: number | null;
  readonly body: EventBody | null;
  /** What is known where it is not in the log. */
  readonly facts: JsonObject | null;
  /** The newest of the conversation, of a ticket that was opened. */
  readonly handoff: Extract<EventBody, { readonly type: 'handoff-requested' }> | null;
}

/** The body of a request, by Standard Webhooks. */
export interface WebhookPayload {
  readonly type: string;
  /** When it happened, ISO 8601, UTC. */
  readonly timestamp: string;
  readonly data: JsonObject;
}

type Loose = Readonly<Record<string, unknown>>;

/** `words`: what people wrote, and their names. */
interface Told {
  readonly facts: Loose;
  readonly words?: Loose;
}

const by = (person: PersonName | null | undefined): string | null | undefined =>
  person === null ? null : person?.personId;

function tellOpening(body: EventBody): Told {
  if (body.type !== 'message-received') return { facts: {} };
  const { activity, channel } = body;
  const text = activity.type === 'message' ? activity.text : activity.title;
  return { facts: { channel }, words: { text } };
}

function tellTicket(body: EventBody): Told {
  switch (body.type) {
    case 'ticket-assigned': {
      const { ticketId, to, summary } = body;
      const words = { person: to.name, by: body.by?.name, summary };
      return { facts: { ticketId, personId: to.personId, byId: by(body.by) }, words };
    }
    case 'ticket-returned': {
      const { ticketId, from, reason } = body;
      const words = { person: from.name, by: body.by?.name };
      return { facts: { ticketId, personId: from.personId, byId: by(body.by), reason }, words };
    }
    case 'ticket-moved': {
      const { ticketId, from, to, reason, summary } = body;
      return {
        facts: { ticketId, from, to, byId: by(body.by), reason },
        words: { by: body.by?.name, summary },
      };
    }
    case 'ticket-extended': {
      const { ticketId, reason } = body;
      return { facts: { ticketId, byId: by(body.by) }, words: { by: body.by.name, reason } };
    }
    default:
      return { facts: {} };
  }
}

function tellConversation(body: EventBody): Told {
  switch (body.type) {
    case 'conversation-closed': {
      const { reason, continuedIn } = body;
      return { facts: { reason, continuedIn, byId: by(body.by) }, words: { by: body.by?.name } };
    }
    case 'conversation-reopened':
      return { facts: { from: body.from, byId: by(body.by) }, words: { by: body.by?.name } };
    case 'feedback-given': {
      const { taskId, solved, rating, comment } = body;
      return { facts: { taskId, solved, rating }, words: { comment } };
    }
    default:
      return tellTicket(body);
  }
}

function tell({ event, body, facts, handoff }: Happening): Told {
  if (event === 'ticket-opened')
    return { facts: { ...facts, reason: handoff?.reason }, words: { details: handoff?.details } };
  if (body === null) return { facts: facts ?? {} };
  return event === 'conversation-opened' ? tellOpening(body) : tellConversation(body);
}

/** What is left out where it is not known goes with the JSON. */
const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** @param withWords whether what people wrote, and their names, go along */
export function toPayload(happening: Happening, withWords: boolean): WebhookPayload {
  const { event, happenedAt, conversation, seq } = happening;
  const { facts, words } = tell(happening);
  const place = seq === null ? {} : { seq };
  const said = withWords && words !== undefined ? { words } : {};
  return {
    type: event,
    timestamp: happenedAt.toISOString(),
    data: toJson({ ...conversation, ...place, ...facts, ...said }),
  };
}
