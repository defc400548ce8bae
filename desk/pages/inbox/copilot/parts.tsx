/** What the co-pilot's parts share: a run that ends with its conversation, and how trouble is told. */
import { useEffect, useMemo } from 'preact/hooks';
import { createRun, type Progress, type Run } from './steps.ts';
import { t } from './words.ts';

/** @param conversationId another one begins with nothing */
export function useRun(conversationId: string): Run {
  const run = useMemo(createRun, [conversationId]);
  useEffect(() => run.stop, [run]);
  return run;
}

export const Trouble = ({ progress }: { readonly progress: Progress }) =>
  progress.state === 'failed' ? (
    <p class="copilot-trouble">{progress.isNobody ? t('nobody') : t('failed')}</p>
  ) : null;
