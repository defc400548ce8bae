/** The inbox: what waits, the conversation in hand, and its citizen. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { me } from '../../app/session.ts';
import { openDrafts } from './composing.ts';
import { ConversationPane } from './conversation-pane.tsx';
import { Dialogs } from './dialogs.tsx';
import { takeKey } from './keys.ts';
import { ListPane } from './list-pane.tsx';
import { t } from './list-words.ts';
import { detailsOpen } from './panes.ts';
import { loadQueues } from './queues.ts';
import { loadReads } from './reads.ts';
import { startSending } from './sending.ts';
import { openId } from './state.ts';
import { loadCanned } from './suggestions.tsx';
import './page.css';

export function Page() {
  const personId = me.value?.personId ?? '';
  // What was begun in this browser is found under the person's id.
  const isReady = useSignal(false);
  useEffect(() => {
    void loadReads();
    void loadQueues();
    void loadCanned();
    startSending(personId);
    openDrafts();
    isReady.value = true;
  }, [personId]);
  useEffect(() => {
    document.addEventListener('keydown', takeKey);
    return () => document.removeEventListener('keydown', takeKey);
  }, []);
  if (!isReady.value) return null;
  const shown = openId.value === undefined ? 'list' : detailsOpen.value ? 'details' : 'conversation';
  return (
    <div class="inbox" data-shown={shown}>
      <h1 class="unseen">{t('title')}</h1>
      <ListPane />
      <ConversationPane />
      <Dialogs />
    </div>
  );
}
