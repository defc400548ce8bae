/** The co-pilot beside a conversation. What it finds is shown here, and goes no further by itself. */
import './copilot.css';
import type { ReadonlySignal } from '@preact/signals';
import { Cases } from './cases.tsx';
import { Check } from './check.tsx';
import { type Insert, Suggestion } from './suggestion.tsx';
import { Summary } from './summary.tsx';
import { t } from './words.ts';

export interface CopilotProps {
  readonly conversationId: string;
  /** Puts a text into the reply that is being written, with what it cites. */
  readonly insert: Insert;
  /** The reply that is being written. */
  readonly draft: ReadonlySignal<string>;
  /** Newest event of the conversation. */
  readonly lastSeq?: number;
  /** Of the citizen: a BCP 47 tag; Portuguese where left out. */
  readonly locale?: string;
}

export function Copilot({ conversationId, insert, draft, lastSeq = 0, locale = 'pt-BR' }: CopilotProps) {
  return (
    <section class="copilot" aria-labelledby="copilot-title">
      <h3 id="copilot-title">{t('title')}</h3>
      <p class="muted">{t('hint')}</p>
      <Suggestion conversationId={conversationId} insert={insert} />
      <Summary conversationId={conversationId} />
      <Cases conversationId={conversationId} lastSeq={lastSeq} />
      <Check conversationId={conversationId} draft={draft} locale={locale} />
    </section>
  );
}
