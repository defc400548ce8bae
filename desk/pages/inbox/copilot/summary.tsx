/** What happened so far: from the log at once, and by a model where there is one. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../../../app/api.ts';
import { Button } from '../../../app/parts/button.tsx';
import { showProblem } from '../../../app/parts/problem.ts';
import { say } from '../../../app/parts/toast.tsx';
import { Trouble, useRun } from './parts.tsx';
import type { Progress } from './steps.ts';
import { t } from './words.ts';

interface Extract {
  readonly text: string;
  readonly forModel: boolean;
}

const copy = (text: string): void => {
  navigator.clipboard.writeText(text).then(() => say(t('copied')), showProblem);
};

const Written = ({ text }: { readonly text: string }) => (
  <>
    <p class="copilot-text">{text}</p>
    <Button isSmall look="quiet" onClick={() => copy(text)}>
      {t('copy')}
    </Button>
  </>
);

function ByModel({ progress }: { readonly progress: Progress }) {
  const { state, partial, summarised } = progress;
  if (state === 'idle' || state === 'failed') return <Trouble progress={progress} />;
  if (summarised)
    return (
      <>
        <p class="copilot-mark">{t('byModelNote', { model: summarised.model })}</p>
        <Written text={summarised.text} />
      </>
    );
  if (state === 'done') return <p class="muted">{t('noModel')}</p>;
  return <p class="copilot-text muted">{partial || t('writing')}</p>;
}

export function Summary({ conversationId }: { readonly conversationId: string }) {
  const extract = useSignal<Extract | undefined>(undefined);
  const isBusy = useSignal(false);
  const run = useRun(conversationId);
  const path = `/tickets/${conversationId}/copilot`;
  useEffect(() => {
    extract.value = undefined;
  }, [conversationId]);
  const sumUp = () => {
    isBusy.value = true;
    call<Extract>('GET', `${path}/summary`)
      .then((told) => {
        extract.value = told;
      }, showProblem)
      .finally(() => {
        isBusy.value = false;
      });
  };
  const { state } = run.progress.value;
  return (
    <div class="copilot-part">
      <Button isSmall icon="note" isBusy={isBusy.value} onClick={sumUp}>
        {t('summarise')}
      </Button>
      <div aria-live="polite" aria-busy={state === 'working'}>
        {extract.value && <Written text={extract.value.text} />}
        {extract.value?.forModel && (
          <Button
            isSmall
            look="quiet"
            icon="robot"
            isBusy={state === 'working'}
            onClick={() => void run.start(`${path}/model-summary`)}
          >
            {t('byModel')}
          </Button>
        )}
        {extract.value && <ByModel progress={run.progress.value} />}
      </div>
    </div>
  );
}
