/** How long each step took. */
import type { Gathered } from '../gather.ts';
import { useWording } from '../locales/locale.ts';

export function Times({ gathered }: { readonly gathered: Gathered }) {
  const { texts, formatMs } = useWording();
  const { understood, searches, modelEnd, answers } = gathered;
  const { steps } = texts;
  const rows = [
    [steps.understood, understood?.tookMs],
    [steps.searched, searches.length > 0 ? searches.reduce((sum, { tookMs }) => sum + tookMs, 0) : undefined],
    [steps.firstToken, modelEnd?.report?.firstTokenMs],
    [steps.model, modelEnd?.tookMs],
    [steps.answer, answers.answer?.tookMs],
    [steps.withoutModel, answers['without-model']?.tookMs],
  ] as const;
  const known = rows.filter(([, tookMs]) => tookMs !== undefined);
  if (known.length === 0) return null;
  return (
    <section class="card" aria-labelledby="times">
      <h2 id="times">{texts.times}</h2>
      <dl class="facts numbers">
        {known.flatMap(([name, tookMs]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name}-ms`}>{formatMs(tookMs ?? 0)}</dd>,
        ])}
      </dl>
    </section>
  );
}
