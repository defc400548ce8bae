/** From one day or span to another. */
import { lengthOfMonth, monthOf, type Span } from './calendar.ts';
import type { Anchor, When } from './meaning.ts';

/** From one to the other. A side without a year or month of its own follows the other. */
export const between = (begin: When, end: When): When => ({
  fixed: begin.fixed && end.fixed,
  at: (anchor) => {
    const span = end.fixed && !begin.fixed ? endFirst(anchor, begin, end) : beginFirst(anchor, begin, end);
    return span && span.first <= span.last ? span : undefined;
  },
});

function endFirst(anchor: Anchor, begin: When, end: When): Span | undefined {
  const last = end.at(anchor);
  const first = last && begin.at({ ...anchor, from: last.last, direction: 'past' });
  return first && { first: first.first, last: last.last };
}

function beginFirst(anchor: Anchor, begin: When, end: When): Span | undefined {
  const join = (first: Span | undefined): Span | undefined => {
    const last = first && end.at({ ...anchor, from: first.first, direction: 'future' });
    return last && { first: first.first, last: last.last };
  };
  // "de outubro a dezembro", said in November, has begun.
  const begun = join(begin.at({ ...anchor, direction: 'past' }));
  const months = begun && lengthOfMonth(monthOf(begun.first)) - 1 <= begun.last - begun.first;
  if (!begin.fixed && months && begun.last >= anchor.from && begun.first <= anchor.from) return begun;
  return join(begin.at(anchor));
}
