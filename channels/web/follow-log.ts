/** Follows the log for one open page: what the page has, and what is new for it. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import { z } from 'zod';
import {
  type ChannelContext,
  describeError,
  type EventBody,
  type LiveMessage,
  roundEstimate,
  type WaitingPlace,
} from '#assistant';
import type { ChatLine, ClientEvents, QueuePlace, ServerEvents } from './protocol.ts';
import { toChatLines } from './translate.ts';

export type ChatSocket = Socket<ClientEvents, ServerEvents>;

export interface Visitor {
  readonly socket: ChatSocket;
  readonly address: string;
  readonly locale: string | undefined;
  readonly networkAddress: string;
}

/** A line a page has, or had last. */
export interface Place {
  readonly conversationId: string;
  readonly seq: number;
}

/** How soon what failed is tried again. */
const AGAIN_MS = 1_000;

export const seqSchema = z.int().min(0);

/** Which tasks are under way, by what the log says of them. */
function noteTask(body: EventBody, running: Set<string>): void {
  if (body.type === 'task-started') running.add(body.taskId);
  if (body.type === 'task-answered' || body.type === 'task-failed' || body.type === 'task-superseded') {
    running.delete(body.taskId);
  }
}

/** Whether the conversation waits for a person, by what the log says of it; undefined where that is nothing. */
function readWaiting({ type }: EventBody): boolean | undefined {
  if (type === 'handoff-requested' || type === 'ticket-returned') return true;
  const ends = type === 'ticket-assigned' || type === 'handoff-ended' || type === 'conversation-closed';
  return ends ? false : undefined;
}

const toQueuePlace = (conversationId: string, { position, estimate }: WaitingPlace): QueuePlace => ({
  conversationId,
  position,
  // The same figures as in words.
  estimate: estimate ? roundEstimate(estimate) : null,
});

export type Follower = ReturnType<typeof followLog>;

export function followLog({ socket, address }: Visitor, context: ChannelContext) {
  let contactId: string | undefined;
  let subscription: AsyncDisposable | undefined;
  let place: Place | undefined;
  const shown = new Set<string>();
  const running = new Set<string>();
  let isShownWorking = false;
  let isWaiting = false;
  let isShownPlace = false;
  let again: NodeJS.Timeout | undefined;
  // One thing after another: two notices at once would send the same lines twice.
  let queue: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch((error: unknown) => {
      context.log.warn({ contactId, error: describeError(error) }, 'a page could not be brought up to date');
    });
    return result;
  };

  async function linesAfter(conversationId: string | undefined, seq: number): Promise<ChatLine[]> {
    if (contactId === undefined) return [];
    const options = { afterSeq: seq, address, ...(conversationId === undefined ? {} : { conversationId }) };
    const transcript = await context.transcript(contactId, options);
    const last = transcript.at(-1)?.event;
    if (last) {
      place = { conversationId: last.conversationId, seq: last.seq };
      shown.add(last.conversationId);
    }
    for (const { event } of transcript) {
      noteTask(event.body, running);
      isWaiting = readWaiting(event.body) ?? isWaiting;
    }
    return toChatLines(transcript, address);
  }

  function showWork(): void {
    const isWorking = running.size > 0;
    if (isWorking !== isShownWorking) socket.emit('working', isWorking);
    isShownWorking = isWorking;
  }

  function emitPlace(shownPlace: QueuePlace | null): void {
    if (shownPlace !== null || isShownPlace) socket.emit('queue', shownPlace);
    isShownPlace = shownPlace !== null;
  }

  /** Looks where the citizen stands, where they wait. Never rejects: what moves is told anew. */
  async function showPlace(): Promise<void> {
    const { conversationId } = place ?? {};
    if (!isWaiting || conversationId === undefined) return emitPlace(null);
    const found = await context.findPlace(conversationId).catch(() => undefined);
    emitPlace(found ? toQueuePlace(conversationId, found) : null);
  }

  async function pushNew(conversationId: string): Promise<void> {
    const lines = await linesAfter(conversationId, place?.conversationId === conversationId ? place.seq : 0);
    if (lines.length > 0) {
      socket.emit('lines', lines, (upToSeq) => {
        const valid = seqSchema.safeParse(upToSeq);
        if (valid.success) void context.recordDelivery(conversationId, valid.data, 'delivered');
      });
    }
    // After the lines: the answer takes the place of the text that grew.
    showWork();
    if (isWaiting !== isShownPlace) await showPlace();
  }

  /** The rest of the conversation the page knows, and a newer one. */
  async function catchUp(): Promise<void> {
    await checkContact();
    if (place) await pushNew(place.conversationId);
    if (contactId === undefined) return;
    const newest = (await context.transcript(contactId, { address })).at(-1)?.event.conversationId;
    if (newest !== undefined && newest !== place?.conversationId) await pushNew(newest);
  }

  async function onLive(message: LiveMessage): Promise<void> {
    if (message.type === 'gap') return catchUp();
    if (message.type === 'log') return pushNew(message.conversationId);
    if (message.type === 'typing') return void socket.emit('typing', { name: message.name });
    if (message.type === 'queue')
      return isWaiting ? emitPlace(toQueuePlace(message.conversationId, message.place)) : undefined;
    const { taskId, text } = message;
    // One that comes after its answer is old news.
    if (running.has(taskId)) socket.emit('partial', { taskId, text });
  }

  /** A look that failed is not forgotten: its notice does not come twice. */
  function lookAgain(): void {
    if (socket.disconnected) return;
    again ??= setTimeout(() => {
      again = undefined;
      inOrder(catchUp).catch(lookAgain);
    }, AGAIN_MS);
  }

  /**
   * Goes on until it stands or the page has left.
   * @param isLate whether the page was brought up to date before: what was said meanwhile is looked at
   */
  async function subscribe(id: string, isLate: () => boolean): Promise<void> {
    while (!socket.disconnected) {
      try {
        subscription = await context.subscribe(id, (message) => {
          inOrder(() => onLive(message)).catch(lookAgain);
        });
        if (isLate()) lookAgain();
        if (socket.disconnected) await subscription[Symbol.asyncDispose]();
        return;
      } catch (error) {
        context.log.warn({ contactId, error: describeError(error) }, 'a page is not told of news yet');
        await pause(AGAIN_MS);
      }
    }
  }

  async function follow(id: string): Promise<void> {
    if (contactId === id) return;
    contactId = id;
    await subscription?.[Symbol.asyncDispose]();
    let isLate = false;
    const patience = pause(AGAIN_MS, undefined, { ref: false }).then(() => {
      isLate = true;
    });
    await Promise.race([subscribe(id, () => isLate), patience]);
  }

  /** Whoever was linked with another channel, or is no longer, has another contact's news to follow. */
  async function checkContact(): Promise<void> {
    const id = await context.findContact(address);
    if (id !== undefined) await follow(id);
  }

  return {
    /** From the first message on there is a contact whose news can be followed. */
    follow,
    /** Everything the page lacks: the rest of the conversation it knows, and a newer one whole. */
    sync: (after: Place | null) =>
      inOrder(async () => {
        const rest = after === null ? [] : await linesAfter(after.conversationId, after.seq);
        const newest = await linesAfter(undefined, 0);
        const isSame = newest[0] === undefined || newest[0].conversationId === after?.conversationId;
        // A page that asks has forgotten what it was shown of work under way.
        isShownWorking = false;
        return isSame && after !== null ? rest : [...rest, ...newest];
      }),
    showWork,
    /** Where the citizen stands in the queue. Never rejects. */
    showPlace: () => inOrder(showPlace).catch(() => undefined),
    /** Whether the page was shown anything of this conversation, and so may speak of it. */
    hasShown: (conversationId: string) => shown.has(conversationId),
    async leave() {
      clearTimeout(again);
      await subscription?.[Symbol.asyncDispose]();
    },
  };
}
