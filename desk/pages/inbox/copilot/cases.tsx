/** Court cases that are spoken of: which court, and how they stand when somebody asks. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../../../app/api.ts';
import { Button } from '../../../app/parts/button.tsx';
import { Trouble, useRun } from './parts.tsx';
import { t } from './words.ts';

interface SpokenCase {
  readonly number: string;
  readonly written: string;
  readonly court: string | null;
}

function Case({ conversationId, spoken }: { readonly conversationId: string; readonly spoken: SpokenCase }) {
  const run = useRun(conversationId);
  const { state, answered } = run.progress.value;
  const path = `/tickets/${conversationId}/copilot/case?number=${spoken.number}`;
  return (
    <li>
      <p class="copilot-case">
        <span>{spoken.written}</span> <span class="muted">{spoken.court ?? t('noCourt')}</span>
      </p>
      <Button
        isSmall
        look="quiet"
        icon="search"
        isBusy={state === 'working'}
        aria-label={`${t('caseState')}: ${spoken.written}`}
        onClick={() => void run.start(path)}
      >
        {t('caseState')}
      </Button>
      <div aria-live="polite">
        {state === 'working' && <p class="muted">{t('asking')}</p>}
        {answered?.activity && <p class="copilot-text">{answered.activity.text}</p>}
        <Trouble progress={run.progress.value} />
      </div>
    </li>
  );
}

/** @param lastSeq newest event of the conversation: another number may have been told */
export function Cases({
  conversationId,
  lastSeq,
}: {
  readonly conversationId: string;
  readonly lastSeq: number;
}) {
  const cases = useSignal<readonly SpokenCase[]>([]);
  useEffect(() => {
    const over = new AbortController();
    call<{ cases: readonly SpokenCase[] }>(
      'GET',
      `/tickets/${conversationId}/copilot/cases`,
      undefined,
      over.signal,
    ).then(
      (told) => {
        cases.value = told.cases;
      },
      // Nobody asked for it: without them the part is not there.
      () => {
        if (!over.signal.aborted) cases.value = [];
      },
    );
    return () => over.abort();
  }, [conversationId, lastSeq]);
  if (cases.value.length === 0) return null;
  return (
    <div class="copilot-part">
      <h4>{t('cases')}</h4>
      <ul class="copilot-cases">
        {cases.value.map((spoken) => (
          <Case key={spoken.number} conversationId={conversationId} spoken={spoken} />
        ))}
      </ul>
    </div>
  );
}
