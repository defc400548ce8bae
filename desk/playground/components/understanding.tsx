/** How the question was read, and how the answer explains itself in the log. */
import type { Gathered } from '../gather.ts';
import { useWording } from '../locales/locale.ts';

export function Understanding({ gathered }: { readonly gathered: Gathered }) {
  const { texts, formatShare } = useWording();
  const { understood, answers } = gathered;
  const explanation = answers.answer?.explanation;
  if (!understood) return null;
  const { locale, intent, confidence, certainty, entities } = understood.understanding;
  return (
    <section class="card" aria-labelledby="understanding">
      <h2 id="understanding">{texts.understanding}</h2>
      <dl class="facts">
        <dt>{texts.language}</dt>
        <dd>{locale}</dd>
        <dt>{texts.intent}</dt>
        <dd>
          {intent ?? texts.notUnderstood}, {formatShare(confidence)} (
          {texts.certainties[certainty] ?? certainty})
        </dd>
        <dt>{texts.entities}</dt>
        <dd>{entities.map(({ name, value }) => `${name} = ${value}`).join(', ') || texts.none}</dd>
      </dl>
      {explanation && (
        <details>
          <summary>{texts.explanation}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard */}
          <pre tabIndex={0}>{JSON.stringify(explanation, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}
