/** What became of each sentence of the model, and why. */
import type { JudgedSentence } from '../../../src/agent.ts';
import { useWording } from '../locales/locale.ts';

export function Checks({ judged }: { readonly judged: readonly JudgedSentence[] }) {
  const { texts } = useWording();
  if (judged.length === 0) return null;
  return (
    <section class="card" aria-labelledby="checks">
      <h2 id="checks">{texts.checks}</h2>
      <ol class="checks">
        {judged.map(({ text, kept, reason, sources = [] }, index) => (
          <li key={index} class={kept ? 'kept' : 'cut'}>
            <p>
              <strong class="verdict">{kept ? texts.kept : texts.cut}</strong>{' '}
              {kept ? text : <del>{text}</del>}
            </p>
            {reason !== undefined && <p class="why">{texts.cuts[reason] ?? reason}</p>}
            {sources.map(({ passageId, quote }) => (
              <blockquote key={passageId + quote}>{quote}</blockquote>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
