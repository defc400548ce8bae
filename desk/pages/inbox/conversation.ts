/** The conversation in hand: its ticket, its contact and their story, kept up to date. */
import { signal } from '@preact/signals';
import type { StoryLine, TicketView } from '../../../src/desk.ts';
import { call, createActionId } from '../../app/api.ts';
import { takeTickets } from '../../app/known.ts';
import { follow, type Typist } from '../../app/live.ts';
import { showProblem, tellProblem } from '../../app/parts/problem.ts';
import { me } from '../../app/session.ts';
import { markRead } from './reads.ts';
import { dispatch, outbox } from './sending.ts';
import { actionIdsIn, firstUnread, keyOf, lastSeqOf, mergeStory } from './story.ts';

export interface Opened extends TicketView {
  /** Key of the first line that is new since it was opened; undefined where none is. */
  readonly newFrom: string | undefined;
  readonly isLoadingEarlier: boolean;
}

export const opened = signal<Opened | undefined>(undefined);
/** Why it could not be opened. */
export const problem = signal('');
/** Who writes at this moment. */
export const typist = signal<Typist | undefined>(undefined);

/** A little longer than typing is told again. */
const TYPING_SHOWN_MS = 5_000;

let current: string | undefined;
let stopFollowing = (): void => {};
let typingTimer: ReturnType<typeof setTimeout> | undefined;

/** Whether it is still the one in hand: answers may come late. */
const isCurrent = (conversationId: string): boolean => current === conversationId;

function take(conversationId: string, lines: readonly StoryLine[]): void {
  const view = opened.value;
  if (!view || !isCurrent(conversationId)) return;
  opened.value = { ...view, story: mergeStory(view.story, lines) };
  if (lines.some(({ body }) => body.from === 'citizen' || body.from === 'person')) typist.value = undefined;
}

/** What was sent from here and stands in the log leaves the outbox. */
function settle(lines: readonly StoryLine[]): void {
  const logged = new Set([...actionIdsIn(lines), ...lines.map(keyOf)]);
  const settled = outbox.value.filter(
    ({ actionId, conversationId, seq }) =>
      logged.has(actionId) || (seq !== null && logged.has(keyOf({ conversationId, seq }))),
  );
  if (settled.length > 0) dispatch({ type: 'removed', actionIds: settled.map(({ actionId }) => actionId) });
}

function listen(conversationId: string, afterSeq: number): void {
  stopFollowing();
  stopFollowing = follow(conversationId, afterSeq, {
    lines(lines) {
      take(conversationId, lines);
      settle(lines);
    },
    typing(who) {
      if (!isCurrent(conversationId)) return;
      typist.value = who;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => {
        typist.value = undefined;
      }, TYPING_SHOWN_MS);
    },
    gone() {},
  });
}

/** Loads it again: what its ticket and contact are now. The story that is loaded stays. */
export async function refresh(): Promise<void> {
  const conversationId = current;
  if (conversationId === undefined) return;
  try {
    const view = await call<TicketView>('GET', `/tickets/${conversationId}`);
    if (!isCurrent(conversationId)) return;
    const before = opened.value;
    problem.value = '';
    opened.value = {
      ...view,
      story: mergeStory(before?.story ?? [], view.story),
      hasEarlier: before?.hasEarlier ?? view.hasEarlier,
      newFrom: before ? before.newFrom : firstUnread(view.story, conversationId, view.readUpTo),
      isLoadingEarlier: before?.isLoadingEarlier ?? false,
    };
    settle(view.story);
    if (view.ticket.endedAt === null) takeTickets([view.ticket], []);
    else takeTickets([], [conversationId]);
    if (!before) listen(conversationId, lastSeqOf(view.story, conversationId));
  } catch (error) {
    if (!isCurrent(conversationId)) return;
    if (opened.value) showProblem(error);
    else problem.value = tellProblem(error);
  }
}

/** Takes a conversation in hand; undefined: none. */
export function takeInHand(conversationId: string | undefined): void {
  if (current === conversationId) return;
  current = conversationId;
  stopFollowing();
  stopFollowing = () => {};
  opened.value = undefined;
  typist.value = undefined;
  problem.value = '';
  void refresh();
}

/** The part of the story before what is loaded. */
export async function loadEarlier(): Promise<void> {
  const view = opened.value;
  const [oldest] = view?.story ?? [];
  if (!view || !oldest || view.isLoadingEarlier) return;
  const { conversationId } = view.ticket;
  opened.value = { ...view, isLoadingEarlier: true };
  const query = new URLSearchParams({ before: String(oldest.seq), conversation: oldest.conversationId });
  const page = await call<Pick<TicketView, 'story' | 'hasEarlier'>>(
    'GET',
    `/tickets/${conversationId}/story?${query}`,
  ).catch(showProblem);
  const now = opened.value;
  if (!now || !isCurrent(conversationId)) return;
  const { story, hasEarlier } = page ?? { story: [], hasEarlier: now.hasEarlier };
  opened.value = { ...now, story: mergeStory(now.story, story), hasEarlier, isLoadingEarlier: false };
}

/** It has been before somebody's eyes up to here. */
export function noteRead(conversationId: string, seq: number): void {
  if (!markRead(conversationId, seq)) return;
  // An auditor leaves no marks; and a mark that is lost comes with the next.
  if (me.value?.roles.every((role) => role === 'auditor')) return;
  void call('POST', `/tickets/${conversationId}/read`, { actionId: createActionId(), seq }).catch(() => {});
}
