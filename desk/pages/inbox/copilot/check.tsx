/** What a kind colleague would point at in the draft. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../../../app/api.ts';
import { Button } from '../../../app/parts/button.tsx';
import { showProblem } from '../../../app/parts/problem.ts';
import { t } from './words.ts';

interface Finding {
  readonly kind: 'jargon' | 'officialese' | 'unkind' | 'promise' | 'long-sentence' | 'shouting';
  readonly start: number;
  readonly end: number;
  readonly instead: string | null;
}

interface Checked {
  /** The draft that was looked through. */
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly ease: number | null;
}

/** The bands of Martins and others (1996): src/desk/copilot/readability.ts. */
const levelOf = (ease: number) =>
  ease >= 75 ? 'veryEasy' : ease >= 50 ? 'easy' : ease >= 25 ? 'hard' : 'veryHard';

function adviceOn({ kind, instead }: Finding): string {
  if (kind === 'long-sentence') return t('splitIt');
  if (kind === 'shouting') return t('calmDown');
  return instead === null ? t('leaveOut') : t('instead', { words: instead });
}

const Findings = ({ checked }: { readonly checked: Checked }) => (
  <>
    {checked.findings.length === 0 ? (
      <p class="muted">{t('checkFine')}</p>
    ) : (
      <ul class="copilot-findings">
        {checked.findings.map((finding) => (
          <li key={`${finding.kind}:${finding.start}`}>
            <strong>{t(finding.kind)}:</strong> <q>{checked.text.slice(finding.start, finding.end)}</q>{' '}
            <span class="muted">{adviceOn(finding)}</span>
          </li>
        ))}
      </ul>
    )}
    {checked.ease !== null && (
      <p class="muted">{t('ease', { ease: checked.ease, level: t(levelOf(checked.ease)) })}</p>
    )}
  </>
);

/** @param locale of the citizen */
export function Check({
  conversationId,
  draft,
  locale,
}: {
  readonly conversationId: string;
  readonly draft: ReadonlySignal<string>;
  readonly locale: string;
}) {
  const checked = useSignal<Checked | undefined>(undefined);
  const isEmpty = useSignal(false);
  useEffect(() => {
    checked.value = undefined;
    isEmpty.value = false;
  }, [conversationId]);
  const check = () => {
    const text = draft.value;
    isEmpty.value = text.trim() === '';
    if (isEmpty.value) {
      checked.value = undefined;
      return;
    }
    call<Omit<Checked, 'text'>>('POST', '/copilot/check', { text, locale }).then((told) => {
      checked.value = { ...told, text };
    }, showProblem);
  };
  const isStale = checked.value !== undefined && checked.value.text !== draft.value;
  return (
    <div class="copilot-part">
      <Button isSmall icon="check" onClick={check}>
        {t('check')}
      </Button>
      <div aria-live="polite">
        {isEmpty.value && <p class="muted">{t('checkEmpty')}</p>}
        {isStale && <p class="copilot-mark">{t('checkStale')}</p>}
        {checked.value && <Findings checked={checked.value} />}
      </div>
    </div>
  );
}
