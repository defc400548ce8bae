/** Which of the assistant's replies a text is, by the dialogs' own responses files. */
import { loadDialogs } from '../src/dialog-folders.ts';
import { DEFAULT_LOCALE } from '../src/locale.ts';

/** `<dialog>/<response>`, or `answer` for a text that stands in no responses file. */
export type ReplyKind = 'answer' | `${string}/${string}`;

export type KnowReply = (text: string) => ReplyKind;

/** Whether the text is the template, with anything in its `{places}`. */
function isFilled(template: string, text: string): boolean {
  const pieces = template.split(/\{\w+\}/);
  let place = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, place);
    if (found < 0 || (place === 0 && found > 0 && piece !== '')) return false;
    place = found + piece.length;
  }
  return text.endsWith(pieces.at(-1) ?? '');
}

export async function loadReplyKinds(): Promise<KnowReply> {
  const known = (await loadDialogs()).flatMap(({ name, responses }) =>
    [...(responses.get(DEFAULT_LOCALE) ?? [])].map(([key, { text: template }]) => ({
      kind: `${name}/${key}` as const,
      template,
    })),
  );
  return (text) => known.find(({ template }) => isFilled(template, text))?.kind ?? 'answer';
}
