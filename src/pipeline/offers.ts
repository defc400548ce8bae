/** Offers: who answers buttons in words, or by a key of the telephone, has tapped them. Pure. */
import type { Button } from '../activity.ts';
import { findTitled, readPlace } from '../choices.ts';
import type { DialogInput, MessageInput } from '../dialog.ts';
import type { DialogueState } from '../turn.ts';

const BARE_NUMBER = /^[^\p{L}\d*]*\d+[^\p{L}\d]*$/u;
/** By the keys of a telephone, where a number alone would be an answer. */
const STARRED = /^\s*\*\s*(\d{1,2})[\s#]*$/;

type Choice = Extract<DialogInput, { type: 'choice' }>;

const toChoice = (button: Button | undefined): Choice | undefined =>
  button && { type: 'choice', value: button.value, title: button.title };

/** The button that is meant by a title, "a segunda" or "2". */
export function readOffer(
  { text }: MessageInput,
  { offered, expectsDigits }: DialogueState,
): Choice | undefined {
  if (offered.length === 0) return undefined;
  const titles = offered.map(({ title }) => title);
  const starred = STARRED.exec(text)?.[1];
  if (starred !== undefined) return toChoice(offered[Number(starred) - 1]);
  const mayBePlace = !(expectsDigits && BARE_NUMBER.test(text));
  const index = findTitled(text, titles) ?? (mayBePlace ? readPlace(text, titles.length) : undefined);
  return index === undefined ? undefined : toChoice(offered[index]);
}
