/** Hands a question over for `questions.yml`. */
import { useState } from 'preact/hooks';
import type { TrialQuestion } from '../../../src/trial.ts';
import { useWording } from '../locales/locale.ts';
import { type Expected, writeQuestion } from '../text.ts';

interface CopyQuestionProps {
  readonly label: string;
  readonly question: TrialQuestion;
  readonly expected: Expected;
}

export function CopyQuestion({ label, question, expected }: CopyQuestionProps) {
  const { texts } = useWording();
  const [snippet, setSnippet] = useState('');
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const written = writeQuestion(question, expected);
    setSnippet(written);
    // Not there on a page without TLS: then it is copied by hand.
    const copying = navigator.clipboard?.writeText(written) ?? Promise.reject(new Error('no clipboard'));
    setCopied(
      await copying.then(
        () => true,
        () => false,
      ),
    );
  };
  return (
    <div class="copy">
      <button type="button" class="quiet small" onClick={() => void copy()}>
        {label}
      </button>
      {/* There before it says something, so that it is read out. */}
      <div role="status">{snippet !== '' && <p>{isCopied ? texts.copied : texts.copyByHand}</p>}</div>
      {snippet !== '' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the screen is scrolled by keyboard
        <pre tabIndex={0}>{snippet}</pre>
      )}
    </div>
  );
}
