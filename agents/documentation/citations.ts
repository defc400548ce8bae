/** Puts statements and the places that carry them together into what the citizen reads. */
import type { Citation, OutboundActivity, Passage } from '#assistant';

/** One statement of the answer, without marks, and what in which passages carries it. */
export interface Grounded {
  readonly text: string;
  readonly sources: readonly { readonly passage: Passage; readonly quote: string }[];
}

const titleOf = ({ title, headings }: Passage): string =>
  [title, headings.at(-1)].filter(Boolean).join(' › ');

/** "O prazo é de 5 dias." becomes "O prazo é de 5 dias [1]." */
function mark(text: string, marks: readonly number[]): string {
  const written = marks.map((number) => `[${number}]`).join('');
  const end = /[.!?:;]*$/.exec(text)?.[0] ?? '';
  return `${text.slice(0, text.length - end.length)} ${written}${end}`;
}

const isBlock = (text: string): boolean => text.includes('\n') || /^(?:-|\d+[.)])\s/.test(text);

/** Marks count from 1 in the order of the text; the same words of the same passage share one. */
export function writeAnswer(statements: readonly Grounded[]): OutboundActivity {
  const citations: Citation[] = [];
  let text = '';
  for (const statement of statements) {
    const marks = statement.sources.map(({ passage, quote }) => {
      const known = citations.find((one) => one.passageId === passage.passageId && one.quote === quote);
      if (known) return known.mark;
      const number = citations.length + 1;
      const { passageId, address } = passage;
      const url = address === undefined ? {} : { url: address };
      citations.push({ mark: number, passageId, title: titleOf(passage), quote, ...url });
      return number;
    });
    const separator = text === '' ? '' : isBlock(statement.text) || text.includes('\n') ? '\n' : ' ';
    text += separator + mark(statement.text.replace(/\n{2,}/g, '\n'), [...new Set(marks)]);
  }
  return { type: 'message', text, citations };
}
