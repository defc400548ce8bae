/** Tells of new conversations, messages and mentions beyond the page: sound, notices, the window's title. */
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, createActionId } from './api.ts';
import { t } from './arrival-words.ts';
import { type Arrival, countWaiting, findArrivals } from './arrivals.ts';
import { stale, tickets } from './known.ts';
import type { Tickets } from './merging.ts';
import { playSound, showNotice, titleCount } from './notices.ts';
import { say } from './parts/toast.tsx';
import { linkTo, navigate, partsOf, place } from './router.ts';
import { can, me } from './session.ts';
import { listState } from './use-live.ts';

const openIn = (conversationId: string) => () => navigate(linkTo('inbox', conversationId));

/** Whether somebody looks at it at this moment. */
const isLookedAt = (conversationId: string): boolean =>
  document.hasFocus() && partsOf(place.value)[1] === conversationId;

function tell({ kind, line }: Arrival): void {
  const { conversationId, contact, preview } = line;
  if (isLookedAt(conversationId)) return;
  void playSound(kind === 'message' ? 'message' : 'conversation');
  showNotice({
    title: t(kind, { contact }),
    body: preview?.text ?? '',
    tag: conversationId,
    onOpen: openIn(conversationId),
  });
}

interface Mention {
  readonly conversationId: string;
  readonly seq: number;
  readonly by: string;
  readonly text: string;
}

/** Notes change a conversation and no words of the citizen's: then it may be a mention. */
const MENTIONS_PAUSE_MS = 5_000;
let toldMentions = new Set<string>();

async function lookForMentions(): Promise<void> {
  const answer = await call<{ mentions: readonly Mention[] }>('GET', '/mentions').catch(() => undefined);
  const fresh = (answer?.mentions ?? []).filter(
    ({ conversationId, seq }) => !toldMentions.has(`${conversationId}:${seq}`),
  );
  for (const { conversationId, seq, by, text } of fresh) {
    toldMentions.add(`${conversationId}:${seq}`);
    if (isLookedAt(conversationId)) continue;
    const title = t('mention', { by });
    void playSound('mention');
    say(`${title}: ${text}`, { action: { label: t('see'), run: openIn(conversationId) } });
    showNotice({ title, body: text, tag: `mention:${conversationId}`, onOpen: openIn(conversationId) });
  }
  // Told is seen: the note itself stays where it is.
  if (fresh.length > 0) await call('POST', '/mentions/seen', { actionId: createActionId() }).catch(() => {});
}

/** At once, and then at most once in a while. */
function createMentionLooks(): { look(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void lookForMentions();
    }, MENTIONS_PAUSE_MS);
  };
  return { look: later, stop: () => clearTimeout(timer) };
}

/** Something was added, and neither side has spoken. */
const hasQuietNews = (before: Tickets, after: Tickets): boolean =>
  [...after.values()].some((line) => {
    const known = before.get(line.conversationId);
    return known !== undefined && known.lastSeq < line.lastSeq && known.preview?.at === line.preview?.at;
  });

export function useArrivals(): void {
  const personId = me.value?.personId;
  useEffect(() => {
    if (personId === undefined || !can(['admin', 'supervisor', 'attendant', 'auditor'])) return;
    toldMentions = new Set();
    let before: Tickets | undefined;
    const mentions = createMentionLooks();
    const stopTelling = effect(() => {
      const after = tickets.value;
      const person = me.value;
      if (!person) return;
      titleCount.value = countWaiting(after, person);
      // What was there at the beginning is no news.
      if (listState.value !== 'there') return;
      if (before) {
        for (const arrival of findArrivals(before, after, person)) tell(arrival);
        if (hasQuietNews(before, after)) mentions.look();
      }
      before = after;
    });
    const stopLooking = stale.subscribe(() => void lookForMentions());
    return () => {
      stopTelling();
      stopLooking();
      mentions.stop();
      titleCount.value = 0;
    };
  }, [personId]);
}
