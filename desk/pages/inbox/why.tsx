/** Why the assistant said what it said, as far as the log tells. */
import type { ComponentChildren } from 'preact';
import type { Why as Reasons } from '../../../src/desk.ts';
import { Icon } from '../../app/parts/icon.tsx';
import { formatNumber } from '../../app/words.ts';
import { t } from './story-words.ts';

const share = (value: number): string => `${formatNumber(Math.round(value * 100))} %`;

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  if (children === null || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function Why({ why }: { readonly why: Reasons }) {
  const { intent, confidence, rule, dialog, response, recognizer, agent, model, promptVersion, tookMs } = why;
  const sure = confidence === null ? '' : ` · ${t('confidence', { share: share(confidence) })}`;
  return (
    <details class="why">
      <summary>
        <Icon name="info" />
        <span class="unseen">{t('why')}</span>
        <span aria-hidden="true">{intent ?? rule}</span>
      </summary>
      <dl>
        <Fact name={t('intent')}>{intent === null ? null : `${intent}${sure}`}</Fact>
        <Fact name={t('rule')}>{rule}</Fact>
        <Fact name={t('dialog')}>{response === null ? dialog : `${dialog} › ${response}`}</Fact>
        <Fact name={t('recognizer')}>{recognizer}</Fact>
        <Fact name={t('agent')}>{agent}</Fact>
        <Fact name={t('model')}>{model}</Fact>
        <Fact name={t('prompt')}>{promptVersion}</Fact>
        <Fact name={t('took')}>{tookMs === null ? null : `${formatNumber(tookMs)} ms`}</Fact>
      </dl>
      {why.passages.length > 0 && (
        <>
          <p class="why-title">{t('passages')}</p>
          <ol>
            {why.passages.map(({ passageId, title, score }) => (
              <li key={passageId}>
                {title}
                {score !== null && <span class="muted"> · {formatNumber(score)}</span>}
              </li>
            ))}
          </ol>
        </>
      )}
    </details>
  );
}
