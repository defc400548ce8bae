/** The middle pane: the conversation in hand, and its citizen beside it. */
import { useEffect, useRef } from 'preact/hooks';
import { tickets } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { me } from '../../app/session.ts';
import { t as tShell } from '../../app/shell-words.ts';
import { Composer } from './composer.tsx';
import { openDraft } from './composing.ts';
import { ContactPane } from './contact-pane.tsx';
import { opened, problem, refresh, takeInHand } from './conversation.ts';
import { ConversationHead } from './conversation-head.tsx';
import { detailsOpen } from './panes.ts';
import { readRights } from './rights.ts';
import { openId } from './state.ts';
import { StoryView } from './story-view.tsx';
import { t } from './story-words.ts';

/** Where one pane takes the other's place, whoever reads by ear or goes by keyboard goes with it. */
function useFocusAcross(isThere: boolean): void {
  const id = openId.value;
  const before = useRef(id);
  useEffect(() => {
    const came = before.current;
    const list = document.getElementById('conversations');
    if (id === undefined && came !== undefined) list?.focus();
    else if (id !== undefined && isThere && id !== came && list?.offsetParent === null)
      document.getElementById('story')?.focus();
    if (id === undefined || isThere) before.current = id;
  }, [id, isThere]);
}

/** Takes in hand what the address says; what is loaded follows what the socket says of its ticket. */
function useConversation(): void {
  const id = openId.value;
  useEffect(() => {
    if (id !== undefined) openDraft(id);
    takeInHand(id);
  }, [id]);
  const isOpen = id !== undefined && tickets.value.has(id);
  const known = opened.value?.ticket.endedAt === null;
  useEffect(() => {
    // It has ended, or began again: how, only the server knows.
    if (opened.value && isOpen !== known) void refresh();
  }, [isOpen]);
}

function Empty() {
  return (
    <div class="nothing-open">
      <p>{t('choose')}</p>
      <p class="muted">{t('chooseHint')}</p>
    </div>
  );
}

export function ConversationPane() {
  useConversation();
  const id = openId.value;
  const view = opened.value;
  useFocusAcross(view !== undefined);
  if (id === undefined) return <Empty />;
  if (problem.value !== '')
    return (
      <div class="nothing-open">
        <p role="alert">{problem.value}</p>
        <Button onClick={() => void refresh()}>{tShell('again')}</Button>
      </div>
    );
  if (!view) return <p class="loading">{t('loading')}</p>;
  // The newest that is known of it, from wherever.
  const ticket = tickets.value.get(id) ?? view.ticket;
  const rights = readRights(me.value, ticket);
  const current = { ...view, ticket };
  return (
    <>
      <section class="conversation-pane" aria-label={t('conversation')}>
        <ConversationHead ticket={ticket} rights={rights} />
        <StoryView key={id} view={current} canSplit={rights.works && ticket.endedAt === null} />
        <Composer view={current} rights={rights} />
      </section>
      {detailsOpen.value && <ContactPane view={current} rights={rights} />}
    </>
  );
}
