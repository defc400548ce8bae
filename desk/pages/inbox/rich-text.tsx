/** Somebody's text, rendered as text: addresses can be followed, marks of citations stand out. */

import { splitText, type TextPart } from './text.ts';

/** What citizens send may lead anywhere: it learns nothing of this page, and opens beside it. */
const Part = ({ type, text }: TextPart) => {
  if (type === 'mark') return <sup class="mark">[{text}]</sup>;
  if (type === 'link')
    return (
      <a href={text} target="_blank" rel="noopener noreferrer nofollow">
        {text}
      </a>
    );
  return <>{text}</>;
};

export const RichText = ({ text, marks = [] }: { text: string; marks?: readonly number[] }) => (
  <>
    {splitText(text, new Set(marks)).map((part, index) => (
      <Part key={index} {...part} />
    ))}
  </>
);
