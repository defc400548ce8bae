/** An answer from the documents, to look at and to take over. It goes nowhere by itself. */
import { useSignal } from '@preact/signals';
import type { Citation } from '../../../../src/activity.ts';
import { Button } from '../../../app/parts/button.tsx';
import { say } from '../../../app/parts/toast.tsx';
import { Trouble, useRun } from './parts.tsx';
import type { Progress } from './steps.ts';
import { t } from './words.ts';

export type Insert = (text: string, citations?: readonly Citation[]) => void;

const Sources = ({ citations }: { readonly citations: readonly Citation[] }) =>
  citations.length === 0 ? null : (
    <details class="copilot-sources">
      <summary>
        {t('sources')} ({citations.length})
      </summary>
      <ol>
        {citations.map(({ mark, title, quote, url }) => (
          <li key={mark} value={mark}>
            {url === undefined ? (
              title
            ) : (
              <a href={url} target="_blank" rel="noreferrer">
                {title}
              </a>
            )}
            <q>{quote}</q>
          </li>
        ))}
      </ol>
    </details>
  );

function Outcome({ progress, take }: { readonly progress: Progress; readonly take: Insert | undefined }) {
  const { state, partial, answered } = progress;
  if (state === 'idle' || state === 'failed') return <Trouble progress={progress} />;
  if (!answered) {
    if (state === 'done') return <p class="muted">{t('nothingOpen')}</p>;
    return <p class="copilot-text muted">{partial || t('searching')}</p>;
  }
  const { status, activity } = answered;
  if (!activity) return <p class="muted">{t('unanswered')}</p>;
  const { text, citations = [] } = activity;
  return (
    <>
      {status !== 'answered' && <p class="muted">{t('unanswered')}</p>}
      <p class="copilot-text">{text}</p>
      <Sources citations={citations} />
      {status === 'answered' && take && (
        <Button isSmall icon="plus" onClick={() => take(text, citations)}>
          {t('insert')}
        </Button>
      )}
    </>
  );
}

export function Suggestion({
  conversationId,
  insert,
}: {
  readonly conversationId: string;
  readonly insert: Insert;
}) {
  const run = useRun(conversationId);
  const isInternal = useSignal(false);
  /** What the answer that is shown was looked for in. */
  const shown = useSignal<'public' | 'staff'>('public');
  const progress = run.progress.value;
  const suggest = () => {
    shown.value = isInternal.value ? 'staff' : 'public';
    void run.start(`/tickets/${conversationId}/copilot/suggestion?audience=${shown.value}`);
  };
  const take: Insert = (text, citations) => {
    insert(text, citations);
    say(t('inserted'));
  };
  const isStaff = shown.value === 'staff';
  return (
    <div class="copilot-part">
      <Button isSmall icon="book" isBusy={progress.state === 'working'} onClick={suggest}>
        {t(progress.state === 'idle' ? 'suggest' : 'again')}
      </Button>
      <label class="copilot-switch">
        <input
          type="checkbox"
          checked={isInternal.value}
          onChange={({ currentTarget }) => {
            isInternal.value = currentTarget.checked;
          }}
        />
        {t('internal')}
      </label>
      <div
        class={`copilot-outcome ${isStaff ? 'internal' : ''}`}
        aria-live="polite"
        aria-busy={progress.state === 'working'}
      >
        {isStaff && progress.state !== 'idle' && <p class="copilot-mark">{t('internalOnly')}</p>}
        <Outcome progress={progress} take={isStaff ? undefined : take} />
      </div>
    </div>
  );
}
