/** What the search found, best first, with the quotes marked that carry the answer. */
import type { FoundPassage } from '../../../src/knowledge.ts';
import type { TrialQuestion } from '../../../src/trial.ts';
import type { Gathered } from '../gather.ts';
import { useWording } from '../locales/locale.ts';
import { markQuotes } from '../text.ts';
import { CopyQuestion } from './copy-question.tsx';

interface PassagesProps {
  readonly passages: readonly FoundPassage[];
  readonly quotes: ReadonlyMap<string, readonly string[]>;
  readonly search: Gathered['searches'][number] | undefined;
  readonly question: TrialQuestion;
}

function Figures({ passage }: { readonly passage: FoundPassage }) {
  const { texts, formatNumber, formatShare } = useWording();
  const { score, coverage, confidence } = passage;
  return (
    <dl class="figures">
      <div>
        <dt>{texts.score}</dt>
        <dd>{formatNumber(score)}</dd>
      </div>
      <div>
        <dt>{texts.coverage}</dt>
        <dd>{formatShare(coverage)}</dd>
      </div>
      <div>
        <dt>{texts.confidence}</dt>
        <dd>{formatShare(confidence)}</dd>
      </div>
    </dl>
  );
}

interface FoundProps {
  readonly passage: FoundPassage;
  readonly quotes: readonly string[];
  readonly question: TrialQuestion;
}

function Found({ passage, quotes, question }: FoundProps) {
  const { texts } = useWording();
  const { title, headings, collection, document, page, address, text } = passage;
  return (
    <li class="card passage">
      <h3>{[title, ...headings].join(' › ')}</h3>
      <p class="place">
        {collection}/{document}
        {page !== undefined && `, ${texts.page(page)}`}
        {address?.startsWith('http') && (
          <>
            {' · '}
            <a href={address} rel="noreferrer" target="_blank">
              {texts.open}
            </a>
          </>
        )}
      </p>
      <Figures passage={passage} />
      <p class="text">
        {markQuotes(text, quotes).map(({ text: piece, marked }, index) =>
          marked ? <mark key={index}>{piece}</mark> : piece,
        )}
      </p>
      <CopyQuestion label={texts.copyPassage} question={question} expected={{ passage, quote: quotes[0] }} />
    </li>
  );
}

export function Passages({ passages, quotes, search, question }: PassagesProps) {
  const { texts } = useWording();
  const { question: searchedFor = question.question, earlier = [] } = search ?? {};
  return (
    <section aria-labelledby="passages">
      <h2 id="passages">{texts.passages}</h2>
      {(searchedFor !== question.question || earlier.length > 0) && (
        <p class="hint searched">
          {texts.searchedFor}: “{searchedFor}”
          {earlier.length > 0 && ` ${texts.withEarlier} “${earlier.join('”, “')}”`}
        </p>
      )}
      {passages.length === 0 && <p>{texts.noPassages}</p>}
      <ol class="passages">
        {passages.map((passage) => (
          <Found
            key={passage.passageId}
            {...{ passage, question }}
            quotes={quotes.get(passage.passageId) ?? []}
          />
        ))}
      </ol>
    </section>
  );
}
