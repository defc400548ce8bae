/** Everything that is known of one question's answer, in the order in which one asks oneself. */
import type { TrialQuestion } from '../../../src/trial.ts';
import { type Gathered, passagesOf, quotesOf } from '../gather.ts';
import { useWording } from '../locales/locale.ts';
import { Answers } from './answers.tsx';
import { Checks } from './checks.tsx';
import { ModelTalk } from './model-talk.tsx';
import { Passages } from './passages.tsx';
import { Times } from './times.tsx';
import { Understanding } from './understanding.tsx';

interface ResultsProps {
  readonly question: TrialQuestion;
  readonly gathered: Gathered;
  readonly isBusy: boolean;
}

function Failures({ failures }: Pick<Gathered, 'failures'>) {
  const { texts } = useWording();
  return (
    <>
      {(['documentation', 'reading'] as const).map((desk) => {
        const failure = failures[desk];
        return (
          failure && (
            <p key={desk} class="notice" role="alert">
              {failure.nobody ? texts.nobody[desk] : texts.failed(failure.error)}
            </p>
          )
        );
      })}
    </>
  );
}

export function Results({ question, gathered, isBusy }: ResultsProps) {
  const { texts } = useWording();
  const { model, searches, failures } = gathered;
  return (
    <div class="results" aria-busy={isBusy}>
      <Failures failures={failures} />
      {model === null && <p class="notice">{texts.noModel}</p>}
      <Answers gathered={gathered} question={question} />
      <div class="columns">
        <div>
          <Checks judged={gathered.judged} />
          <ModelTalk gathered={gathered} />
          <Understanding gathered={gathered} />
          <Times gathered={gathered} />
        </div>
        {searches.length > 0 && (
          <Passages
            passages={passagesOf(gathered)}
            quotes={quotesOf(gathered)}
            search={searches.at(-1)}
            question={question}
          />
        )}
      </div>
    </div>
  );
}
