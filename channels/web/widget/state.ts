/**
 * What is on screen, as a pure function of what happened. Three promises hold whatever the network
 * does: a line is shown once, lines stand in the order of the log, and what the citizen wrote is
 * either in the log or in the outbox, never in both and never in neither.
 */
import type { Acknowledgement, ChatLine, ClientMessage, QueuePlace } from '../protocol.ts';
import type { KnownPlace } from './standing.ts';

export interface Failure {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** A message of the citizen's that the log does not have yet, as far as we know. */
export interface Outgoing {
  readonly message: ClientMessage;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Why it was refused; null while it waits or is on its way. */
  readonly failure: Failure | null;
}

/** The last line up to which none can be missing. */
export interface Cursor {
  readonly conversationId: string;
  readonly seq: number;
}

export interface ChatState {
  readonly connection: 'connecting' | 'online' | 'offline';
  /** What citizens may log in with; null where they cannot. */
  readonly login: string | null;
  /** The last attempt to log in came to nothing. */
  readonly isLoginRefused: boolean;
  /** The server has answered `sync` on this connection: nothing before is missing. */
  readonly synced: boolean;
  readonly cursor: Cursor | null;
  /** By conversation in order of appearance, then by seq. */
  readonly lines: readonly ChatLine[];
  readonly outbox: readonly Outgoing[];
  readonly working: boolean;
  readonly partial: { readonly taskId: string; readonly text: string } | null;
  /** Where the citizen stands in the queue for a person; null where they wait for none. */
  readonly queue: KnownPlace | null;
  /** The person who writes at this moment. */
  readonly typist: string | null;
}

export type ChatAction =
  | { readonly type: 'welcomed'; readonly login: string | null }
  | { readonly type: 'login-ended'; readonly isRefused: boolean }
  | { readonly type: 'synced'; readonly lines: readonly ChatLine[] }
  | { readonly type: 'disconnected' }
  | { readonly type: 'lines'; readonly lines: readonly ChatLine[] }
  | { readonly type: 'written'; readonly message: ClientMessage; readonly at: number }
  | {
      readonly type: 'acknowledged';
      readonly clientId: string;
      readonly answer: Acknowledgement;
      readonly at: number;
    }
  | { readonly type: 'retried'; readonly clientId: string }
  | { readonly type: 'discarded'; readonly clientId: string }
  | { readonly type: 'working'; readonly on: boolean }
  | { readonly type: 'partial'; readonly taskId: string; readonly text: string }
  | { readonly type: 'queue'; readonly place: QueuePlace | null; readonly at: number }
  | { readonly type: 'typing'; readonly name: string | null };

export const startState = (outbox: readonly Outgoing[] = []): ChatState => ({
  connection: 'connecting',
  login: null,
  isLoginRefused: false,
  synced: false,
  cursor: null,
  lines: [],
  outbox,
  working: false,
  partial: null,
  queue: null,
  typist: null,
});

/** The message to send next: the oldest that was not refused. */
export const nextToSend = (state: ChatState): Outgoing | undefined =>
  state.outbox.find((outgoing) => outgoing.failure === null);

/** The citizen has said something, and nothing has come back yet. */
export const awaitsAnswer = (state: ChatState): boolean =>
  nextToSend(state) !== undefined || state.lines.at(-1)?.body.from === 'citizen';

export function reduce(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'welcomed':
      return { ...state, login: action.login };
    case 'login-ended':
      return { ...state, isLoginRefused: action.isRefused };
    case 'synced':
      return applyLines({ ...state, connection: 'online', synced: true }, action.lines);
    case 'disconnected':
      return { ...state, connection: 'offline', synced: false, working: false, partial: null, typist: null };
    case 'lines':
      return applyLines(state, action.lines);
    case 'written':
      return {
        ...state,
        outbox: [...state.outbox, { message: action.message, at: action.at, failure: null }],
      };
    case 'acknowledged':
      return acknowledge(state, action);
    case 'retried':
      return changeOutgoing(state, action.clientId, (outgoing) => [{ ...outgoing, failure: null }]);
    case 'discarded':
      return changeOutgoing(state, action.clientId, () => []);
    case 'working':
      return { ...state, working: action.on, partial: action.on ? state.partial : null };
    case 'queue':
      return { ...state, queue: action.place && { ...action.place, toldAt: action.at } };
    case 'typing':
      return { ...state, typist: action.name };
    case 'partial':
      return state.lines.some((line) => answersTask(line, action.taskId))
        ? state
        : { ...state, partial: { taskId: action.taskId, text: action.text } };
  }
}

/** Lines from the server. Before the first `sync` is answered they may stand after a gap. */
function applyLines(state: ChatState, incoming: readonly ChatLine[]): ChatState {
  const added = addLines(state, incoming);
  const last = incoming.at(-1);
  // What was being written is done, or is overtaken; a partial text that goes on comes whole again.
  const answered = incoming.some((line) => line.body.from !== 'citizen');
  return {
    ...added,
    cursor: state.synced && last ? furthest(state.cursor, last) : state.cursor,
    partial: answered ? null : state.partial,
    typist: answered ? null : state.typist,
  };
}

const furthest = (cursor: Cursor | null, { conversationId, seq }: ChatLine): Cursor =>
  cursor?.conversationId === conversationId && cursor.seq > seq ? cursor : { conversationId, seq };

const keyOf = (line: ChatLine): string => `${line.conversationId}:${line.seq}`;

function addLines(state: ChatState, incoming: readonly ChatLine[]): ChatState {
  if (incoming.length === 0) return state;
  const byKey = new Map([...state.lines, ...incoming].map((line) => [keyOf(line), line]));
  // As they were first seen; one that is opened again goes on behind those in between.
  const order = new Set<string>();
  for (const { conversationId, body } of byKey.values()) {
    if (body.from === 'system' && body.what === 'conversation-reopened') order.delete(conversationId);
    order.add(conversationId);
  }
  const ranks = new Map([...order].map((conversationId, index) => [conversationId, index] as const));
  const rank = (line: ChatLine): number => ranks.get(line.conversationId) ?? 0;
  const lines = [...byKey.values()].sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);
  const logged = new Set(incoming.map((line) => line.body.from === 'citizen' && line.body.clientId));
  return {
    ...state,
    lines,
    outbox: state.outbox.filter((outgoing) => !logged.has(outgoing.message.clientId)),
  };
}

/** Kept: it becomes the line that the log has of it. Refused: it stays, with the reason. */
function acknowledge(
  state: ChatState,
  { clientId, answer, at }: Extract<ChatAction, { type: 'acknowledged' }>,
): ChatState {
  const outgoing = state.outbox.find(({ message }) => message.clientId === clientId);
  if (!outgoing) return state;
  if (!answer.ok) {
    const { code, retryable, retryAfterMs } = answer;
    return changeOutgoing(state, clientId, (refused) => [
      { ...refused, failure: { code, retryable, retryAfterMs } },
    ]);
  }
  const { conversationId, protocolNumber, seq } = answer;
  const { message } = outgoing;
  const text = message.type === 'message' ? message.text : message.title;
  const line: ChatLine = {
    conversationId,
    seq,
    protocolNumber,
    at,
    body: { from: 'citizen', text, clientId },
  };
  // The cursor stays: lines before this one may still be on their way.
  return addLines(state, [line]);
}

const changeOutgoing = (
  state: ChatState,
  clientId: string,
  change: (outgoing: Outgoing) => readonly Outgoing[],
): ChatState => ({
  ...state,
  outbox: state.outbox.flatMap((outgoing) =>
    outgoing.message.clientId === clientId ? change(outgoing) : [outgoing],
  ),
});

const answersTask = ({ body }: ChatLine, taskId: string): boolean =>
  body.from === 'assistant' && body.taskId === taskId;
