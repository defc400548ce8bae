/** A question, and everything that is known of its answer. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TrialDesk, TrialQuestion, TrialStep } from '../../../src/trial.ts';
import { type Collection, WrongToken, watch } from '../client.ts';
import { type Gathered, gather, NOTHING } from '../gather.ts';
import { useWording } from '../locales/locale.ts';
import { QuestionForm } from './question-form.tsx';
import { Results } from './results.tsx';

const DESKS: readonly TrialDesk[] = ['documentation', 'reading'];

interface BenchProps {
  readonly token: string;
  readonly collections: readonly Collection[];
  onWrongToken(): void;
}

/** One trial at a time: a new question calls the one before off. */
function useTrial(token: string, onWrongToken: () => void) {
  const { texts, formatMs } = useWording();
  const [asked, setAsked] = useState<TrialQuestion>();
  const [gathered, setGathered] = useState<Gathered>(NOTHING);
  const [status, setStatus] = useState('');
  const [isBusy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const take = (desk: TrialDesk, step: TrialStep) => setGathered((before) => gather(before, desk, step));

  async function ask(question: TrialQuestion): Promise<void> {
    running.current?.abort();
    const call = new AbortController();
    running.current = call;
    const { signal } = call;
    const startedAt = performance.now();
    setAsked(question);
    setGathered(NOTHING);
    setBusy(true);
    setStatus(texts.asking);
    const watchAt = (desk: TrialDesk) =>
      watch(desk, question, { token, signal, onStep: (step) => !signal.aborted && take(desk, step) });
    try {
      await Promise.all(DESKS.map(watchAt));
      if (!signal.aborted) setStatus(texts.done(formatMs(Math.round(performance.now() - startedAt))));
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WrongToken) return onWrongToken();
      setStatus(texts.failed(error instanceof Error ? error.message : String(error)));
    } finally {
      // What goes on at the other desk is nobody's any more.
      call.abort();
      if (running.current === call) setBusy(false);
    }
  }

  const stop = () => {
    running.current?.abort();
    setBusy(false);
    setStatus(texts.stopped);
  };
  return { asked, gathered, status, isBusy, ask, stop };
}

export function Bench({ token, collections, onWrongToken }: BenchProps) {
  const { asked, gathered, status, isBusy, ask, stop } = useTrial(token, onWrongToken);
  return (
    <>
      <QuestionForm {...{ collections, isBusy }} onAsk={(question) => void ask(question)} onStop={stop} />
      <p class="status" role="status">
        {status}
      </p>
      {asked && <Results question={asked} {...{ gathered, isBusy }} />}
    </>
  );
}
