/** Text into parts to be rendered as text: nothing here or later becomes markup. */

const LINK_OR_MARK = /\[(\d{1,3})\]|https?:\/\/[^\s<>"'[\]]+[^\s<>"'[\].,;:!?…»”)]/gi;

export interface TextPart {
  readonly type: 'text' | 'link' | 'mark';
  readonly text: string;
}

/** A number in brackets without a citation stays text. */
export function splitText(text: string, marks: ReadonlySet<number>): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK_OR_MARK)) {
    const [whole, mark] = match;
    if (mark !== undefined && !marks.has(Number(mark))) continue;
    if (mark === undefined && !URL.canParse(whole)) continue;
    if (match.index > end) parts.push({ type: 'text', text: text.slice(end, match.index) });
    parts.push({ type: mark === undefined ? 'link' : 'mark', text: mark ?? whole });
    end = match.index + whole.length;
  }
  if (end < text.length) parts.push({ type: 'text', text: text.slice(end) });
  return parts;
}
