/** The passage behind a citation, with the quoted words marked. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Citation } from '#assistant';
import type { PassageText } from '../../protocol.ts';
import { findQuote, isWebAddress } from '../text.ts';
import { useChat } from './chat.ts';
import { Icon } from './icons.tsx';
import { WebLink } from './rich-text.tsx';

type Fetched = PassageText | 'loading' | 'missing' | 'failed';

interface PassageDialogProps {
  readonly citation: Citation;
  readonly onClose: () => void;
}

export function PassageDialog({ citation, onClose }: PassageDialogProps) {
  const { connection, texts } = useChat();
  const dialog = useRef<HTMLDialogElement>(null);
  const [fetched, setFetched] = useState<Fetched>('loading');
  const [attempt, setAttempt] = useState(0);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let wanted = true;
    const settle = (result: Fetched): void => {
      if (wanted) setFetched(result);
    };
    setFetched('loading');
    connection.fetchPassage(citation.passageId).then(
      (passage) => settle(passage ?? 'missing'),
      () => settle('failed'),
    );
    return () => {
      wanted = false;
    };
  }, [citation.passageId, attempt]);
  return (
    <dialog ref={dialog} class="passage" aria-labelledby={titleId} onClose={onClose}>
      <div class="header">
        <div>
          <p class="kind">{texts.passage}</p>
          <h2 id={titleId} dir="auto">
            {typeof fetched === 'string' ? citation.title : fetched.title}
          </h2>
        </div>
        <button type="button" class="plain" aria-label={texts.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="content" aria-labelledby={titleId} tabIndex={0}>
        <Content fetched={fetched} quote={citation.quote} onRetry={() => setAttempt(attempt + 1)} />
        {citation.url !== undefined && isWebAddress(citation.url) && (
          <p>
            <WebLink href={citation.url} text={texts.openDocument} />
          </p>
        )}
      </section>
    </dialog>
  );
}

interface ContentProps {
  readonly fetched: Fetched;
  readonly quote: string;
  readonly onRetry: () => void;
}

function Content({ fetched, quote, onRetry }: ContentProps) {
  const { texts } = useChat();
  if (fetched === 'loading') return <p role="status">{texts.passageLoading}…</p>;
  if (fetched === 'missing') return <p role="alert">{texts.passageMissing}</p>;
  if (fetched === 'failed') {
    return (
      <div role="alert">
        <p>{texts.passageFailed}</p>
        <button type="button" class="choice" onClick={onRetry}>
          {texts.tryAgain}
        </button>
      </div>
    );
  }
  return (
    <>
      {fetched.headings.length > 0 && (
        <p class="headings" dir="auto">
          {fetched.headings.join(' › ')}
        </p>
      )}
      <PassageWords text={fetched.text} quote={quote} />
    </>
  );
}

function PassageWords({ text, quote }: { readonly text: string; readonly quote: string }) {
  const { texts } = useChat();
  const mark = useRef<HTMLElement>(null);
  useEffect(() => mark.current?.scrollIntoView({ block: 'center' }), []);
  const found = findQuote(text, quote);
  return (
    <p class="words" dir="auto">
      {found ? (
        <>
          {found.before}
          <span class="unseen">{texts.passageQuote}: </span>
          <mark ref={mark}>{found.quote}</mark>
          {found.after}
        </>
      ) : (
        text
      )}
    </p>
  );
}
