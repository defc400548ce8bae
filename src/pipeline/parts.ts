/** Parts: several things said at once, in one message or in several in a row. Pure. */
import type { MessageInput } from '../dialog.ts';
import type { Understanding } from '../recognizer.ts';
import { type MessageUnderstanding, type Part, shiftEntities } from '../understanding.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { findInterrupting } from './policy.ts';

/** More are taken for one: whoever says so much is not making a list. */
const MAX_PARTS = 3;

const isSure = ({ understanding }: Part): boolean => understanding.certainty === 'sure';

/** What is not sure, or means the same, belongs to what was said before it. */
function merge(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (!last) merged.push(part);
    else if (!isSure(part) || last.understanding.intent === part.understanding.intent)
      merged.splice(-1, 1, { ...last, end: part.end });
    else if (!isSure(last)) merged.splice(-1, 1, { ...part, start: last.start });
    else merged.push(part);
  }
  return merged;
}

/** How far back each message of a row stands in their words together. */
function offsetsOf(row: readonly { readonly text: string }[]): number[] {
  let end = 0;
  return row.map(({ text }) => {
    const start = end;
    end += text.length + 1;
    return start;
  });
}

/**
 * Messages typed in a row are one input: their words together, understood as the one among them that
 * must be heard in any case, and else as the longest. Of "oi" and "queria saber da poda", the
 * question is what wants an answer. Where several surely say different things, each is a part.
 */
export function joinMessages(
  row: readonly { readonly text: string; readonly understanding: MessageUnderstanding }[],
  library: DialogLibrary,
): MessageInput {
  const urgent = row.find(({ understanding }) => findInterrupting(understanding, library));
  const [longest] = row.toSorted((one, two) => two.text.length - one.text.length);
  const chosen = urgent ?? longest;
  if (!chosen) throw new Error('there is no message to join');
  const offsets = offsetsOf(row);
  const entities = row.flatMap((said, index) =>
    shiftEntities(said.understanding.entities, offsets[index] ?? 0),
  );
  const parts = merge(
    row.flatMap(({ text, understanding }, index): Part[] => {
      const by = offsets[index] ?? 0;
      const own = understanding.parts ?? [{ start: 0, end: text.length, understanding }];
      return own.map((part) => ({ ...part, start: part.start + by, end: part.end + by }));
    }),
  );
  const spoken = row.findLast(({ understanding }) => understanding.spoken !== undefined)?.understanding
    .spoken;
  const { parts: _own, spoken: _spoken, ...meaning } = chosen.understanding;
  return {
    type: 'message',
    text: row.map(({ text }) => text).join('\n'),
    understanding: {
      ...meaning,
      entities,
      ...(spoken === undefined ? {} : { spoken }),
      ...(parts.length > 1 ? { parts } : {}),
    },
  };
}

/** The whole message, taken for what a part of it means. */
function meant(input: MessageInput, { intent, confidence, certainty, alternatives }: Understanding) {
  const { parts: _parts, ...understanding } = input.understanding;
  return { ...input, understanding: { ...understanding, intent, confidence, certainty, alternatives } };
}

function toInput({ text, understanding: { entities, locale } }: MessageInput, part: Part): MessageInput {
  const { start, end, understanding } = part;
  const own = entities.filter((entity) => entity.start >= start && entity.end <= end);
  return {
    type: 'message',
    text: text.slice(start, end),
    understanding: { ...understanding, entities: shiftEntities(own, -start), locale },
  };
}

const lengthOf = ({ start, end }: Part): number => end - start;

export interface Plan {
  /** All that was said. */
  readonly whole: MessageInput;
  /** What is answered one after the other; none where it is one thing. */
  readonly parts: readonly MessageInput[];
}

/**
 * What of a message is to be answered: what must be heard in any case instead of all the rest,
 * courtesies only where nothing else was said.
 */
export function planAnswer(input: MessageInput, library: DialogLibrary): Plan {
  const urgent = findInterrupting(input.understanding, library);
  if (urgent) return { whole: meant(input, urgent), parts: [] };
  const { parts = [] } = input.understanding;
  const wanted = parts.filter(
    ({ understanding: { intent } }) => !(intent !== null && library.forIntent(intent)?.dialog.courtesy),
  );
  // Of courtesies alone, the longest: "bom dia" may come after "o que você sabe fazer?".
  const [only] = wanted.length > 0 ? wanted : parts.toSorted((one, two) => lengthOf(two) - lengthOf(one));
  if (!only || wanted.length > MAX_PARTS) return { whole: input, parts: [] };
  if (wanted.length <= 1) return { whole: meant(input, only.understanding), parts: [] };
  return { whole: input, parts: wanted.map((part) => toInput(input, part)) };
}
