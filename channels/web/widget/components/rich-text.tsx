/** A text of the assistant's, rendered as text, with its addresses and citation marks live. */
import type { Citation } from '#assistant';
import { fill, splitText } from '../text.ts';
import { useChat } from './chat.ts';

export function RichText({
  text,
  citations,
}: {
  readonly text: string;
  readonly citations: readonly Citation[];
}) {
  const { showSource, texts } = useChat();
  const byMark = new Map(citations.map((citation) => [citation.mark, citation]));
  return splitText(text, new Set(byMark.keys())).map((part, index) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'link') return <WebLink key={index} href={part.href} text={part.text} />;
    const citation = byMark.get(part.mark);
    if (!citation) return null;
    const name = fill(texts.source, { mark: part.mark, title: citation.title });
    return (
      <span key={index} class="tied">
        <button type="button" class="mark" aria-label={name} onClick={() => showSource(citation)}>
          {part.mark}
        </button>
        {part.tail}
      </span>
    );
  });
}

/** An address somebody else wrote: it learns nothing of this page, and opens beside it. */
export function WebLink({ href, text }: { readonly href: string; readonly text: string }) {
  const { texts } = useChat();
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
      <span class="unseen"> ({texts.newTab})</span>
    </a>
  );
}
