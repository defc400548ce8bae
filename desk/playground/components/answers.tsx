/** What the citizen would get, and beside it what they would get without a model. */
import type { TrialQuestion, TrialWay } from '../../../src/trial.ts';
import type { Gathered } from '../gather.ts';
import { useWording } from '../locales/locale.ts';
import { CopyQuestion } from './copy-question.tsx';

type Answered = NonNullable<Gathered['answers'][TrialWay]>;

const textIn = (explanation: Answered['explanation'], name: string): string | undefined => {
  const value = explanation[name];
  return typeof value === 'string' ? value : undefined;
};

function Said({ answered, question }: { readonly answered: Answered; readonly question: TrialQuestion }) {
  const { texts } = useWording();
  const { way, activity, status, explanation } = answered;
  const reason = textIn(explanation, 'reason');
  const why = reason === undefined ? undefined : (texts.reasons[reason] ?? reason);
  const fallback = textIn(explanation, 'fallback');
  if (!activity) {
    return (
      <>
        <p class="said none">
          <strong>{texts.noAnswer}</strong>
          {why !== undefined && `: ${why}`}.
        </p>
        {way === 'answer' && (
          <CopyQuestion label={texts.copyNone} question={question} expected={{ answer: 'none' }} />
        )}
      </>
    );
  }
  const { text, citations = [], buttons = [] } = activity;
  return (
    <>
      {status === 'asks' && <p class="hint">{texts.asksBack}</p>}
      <p class="said">{text}</p>
      {buttons.length > 0 && (
        <ul class="buttons">
          {buttons.map(({ title, value }) => (
            <li key={value}>{title}</li>
          ))}
        </ul>
      )}
      {status === 'asks' && way === 'answer' && (
        <CopyQuestion label={texts.copyAsks} question={question} expected={{ answer: 'asks' }} />
      )}
      {citations.length > 0 && (
        <ol class="sources">
          {citations.map(({ mark, title }) => (
            <li key={mark} value={mark}>
              {title}
            </li>
          ))}
        </ol>
      )}
      {fallback !== undefined && (
        <p class="hint">
          {texts.fallback}: {texts.reasons[fallback] ?? fallback}
        </p>
      )}
    </>
  );
}

interface AnswersProps {
  readonly gathered: Gathered;
  readonly question: TrialQuestion;
}

export function Answers({ gathered: { answers }, question }: AnswersProps) {
  const { texts } = useWording();
  const { answer, 'without-model': withoutModel } = answers;
  if (!answer) return null;
  return (
    <section class="answers" aria-labelledby="answers">
      <h2 id="answers">{texts.answer}</h2>
      <div class={withoutModel ? 'pair' : ''}>
        <article class="card final">
          <h3>{texts.finalAnswer}</h3>
          <Said answered={answer} question={question} />
        </article>
        {withoutModel && (
          <article class="card">
            <h3>{texts.extractiveAnswer}</h3>
            <Said answered={withoutModel} question={question} />
          </article>
        )}
      </div>
    </section>
  );
}
