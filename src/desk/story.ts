/** Story: what happened in a contact's conversations, as people at the desk read it. Pure. */
import type { DeliveryStatus } from '../channel.ts';
import type { StoryBody, StoryLine } from '../desk.ts';
import type { EventBody, EventType } from '../event.ts';
import type { MessageUnderstanding } from '../understanding.ts';
import { type AgentWork, explainReply } from './why.ts';

/** Events that stand in a story. The assistant's own workings do not: they are told as the why of what it says. */
export const STORY_EVENTS = [
  'message-received',
  'reply-added',
  'note-added',
  'handoff-requested',
  'handoff-ended',
  'ticket-assigned',
  'ticket-returned',
  'ticket-moved',
  'ticket-labelled',
  'ticket-extended',
  'conversation-closed',
  'conversation-reopened',
  'conversation-continued',
  'feedback-given',
  'channel-linked',
  'channel-unlinked',
] as const satisfies readonly EventType[];

/** A line of the log, and what became of it where it was sent. */
export interface LoggedLine {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly seq: number;
  readonly at: Date;
  readonly body: EventBody;
  readonly delivery: DeliveryStatus | null;
  readonly deliveryError: string | null;
}

/** A line of the log that explains others: a message and how it was read, a task's beginning or its end. */
export type Working = { readonly conversationId: string; readonly seq: number } & (
  | { readonly type: 'message'; readonly understanding: Partial<MessageUnderstanding> | null }
  | { readonly type: 'started'; readonly taskId: string }
  | { readonly type: 'answered'; readonly taskId: string; readonly work: AgentWork }
);

type Reply = Extract<EventBody, { readonly type: 'reply-added' }>;

/** @param workings of the reply's conversation, in order */
function findGrounds({ reason }: Reply, seq: number, workings: readonly Working[]) {
  const { taskId } = reason;
  const before = workings.filter((each) => each.seq < seq);
  const answered = before.findLast((each) => each.type === 'answered' && each.taskId === taskId);
  const started = before.find((each) => each.type === 'started' && each.taskId === taskId);
  // While an agent was at work the citizen may have said something else.
  const asked = before.findLast((each) => each.type === 'message' && each.seq < (started?.seq ?? seq));
  return {
    work: answered?.type === 'answered' ? answered.work : undefined,
    understanding: asked?.type === 'message' ? asked.understanding : null,
  };
}

function tellReply(
  line: LoggedLine,
  body: Reply,
  workings: readonly Working[],
  titles: ReadonlyMap<string, string>,
): StoryBody {
  const { activity, reason, by, actionId } = body;
  const { delivery, deliveryError } = line;
  const citations = activity.citations ?? [];
  const why = by
    ? null
    : explainReply({ ...findGrounds(body, line.seq, workings), reason, citations, titles });
  return {
    from: by ? 'person' : 'assistant',
    activity,
    by: by?.name ?? null,
    personId: by?.personId ?? null,
    why,
    delivery,
    deliveryError,
    actionId: actionId ?? null,
  };
}

function tellBody(
  line: LoggedLine,
  workings: readonly Working[],
  titles: ReadonlyMap<string, string>,
): StoryBody {
  const { body } = line;
  if (body.type === 'message-received')
    return { from: 'citizen', activity: body.activity, channel: body.channel };
  if (body.type === 'reply-added') return tellReply(line, body, workings, titles);
  if (body.type === 'note-added') return { from: 'note', event: body };
  return { from: 'happened', event: body };
}

/**
 * @param workings of all these conversations, in order within each
 * @param titles of documents, by passage
 */
export function tellStory(
  lines: readonly LoggedLine[],
  workings: readonly Working[],
  titles: ReadonlyMap<string, string>,
): readonly StoryLine[] {
  const byConversation = Map.groupBy(workings, (each) => each.conversationId);
  return lines.map((line) => ({
    conversationId: line.conversationId,
    protocolNumber: line.protocolNumber,
    seq: line.seq,
    at: line.at.toISOString(),
    body: tellBody(line, byConversation.get(line.conversationId) ?? [], titles),
  }));
}
