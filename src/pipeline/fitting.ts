/**
 * Fitting: what the assistant says, in the form that a channel can carry: buttons as a numbered list
 * or as keys of a telephone, sources and files in words, long texts in several messages. Pure. Who answers "2"
 * or "a segunda" has tapped: see offers.ts.
 */
import type { OutboundActivity } from '../activity.ts';
import type { ChannelCapabilities } from '../channel.ts';
import { describeBytes, fold } from '../words.ts';
import { type FittingWords, wordsFor } from './fitting-words.ts';
import { splitText } from './splitting.ts';
import { toSpoken } from './spoken.ts';

export type Fit = Pick<ChannelCapabilities, 'textLimit' | 'buttons' | 'speech'>;

/** Each source once, with its marks: a reader without links finds it by its title. */
function listSources({ citations = [] }: OutboundActivity, words: FittingWords): string {
  const named = citations.map(({ mark, title, url }) => ({ mark, name: url ? `${title} (${url})` : title }));
  const sources = [...Map.groupBy(named, ({ name }) => name)].map(
    ([name, all]) => `${all.map(({ mark }) => `[${mark}]`).join('')} ${name}`,
  );
  if (sources.length === 0) return '';
  return `${sources.length === 1 ? words.source : words.sources}: ${sources.join('; ')}`;
}

/** A name without its ending is a word. */
const withoutEnding = (name: string): string => name.replace(/\.[a-z0-9]{1,5}$/i, '').replace(/[_-]+/g, ' ');

function listFiles({ files = [] }: OutboundActivity, locale: string, words: FittingWords): string {
  const lines = files.map(({ name, bytes, url }) =>
    [words.file(name, describeBytes(bytes, locale)), ...(url === undefined ? [] : [url])].join('\n'),
  );
  return lines.join('\n');
}

function listButtons(activity: OutboundActivity, words: FittingWords): string {
  const { text, buttons = [], expectsDigits } = activity;
  if (buttons.length === 0) return '';
  if (expectsDigits) return [...buttons.map(({ title }) => `- ${title}`), words.or].join('\n');
  const lines = buttons.map(({ title }, index) => `${index + 1}. ${title}`);
  return [...lines, ...(words.saysSo.test(fold(text)) ? [] : [words.hint])].join('\n');
}

/** The end goes with the last message where there is room, so that a list stays in one piece. */
function splitWith(text: string, end: string, limit: number): readonly string[] {
  const parts = splitText(text, limit);
  if (end === '') return parts;
  const last = [...parts.slice(-1), end].join('\n\n');
  return last.length <= limit ? [...parts.slice(0, -1), last] : [...parts, ...splitText(end, limit)];
}

function toPlain(activity: OutboundActivity, limit: number, locale: string): readonly string[] {
  const words = wordsFor(locale);
  const parts = [activity.text, listFiles(activity, locale, words), listSources(activity, words)];
  const body = parts.filter(Boolean).join('\n\n');
  return splitWith(body, listButtons(activity, words), limit);
}

function toKeypad(
  { text, speak, buttons = [], files = [], expectsDigits }: OutboundActivity,
  limit: number,
  locale: string,
): readonly string[] {
  const words = wordsFor(locale);
  const press = expectsDigits ? words.pressStar : words.press;
  const keys = buttons.map(({ title }, index) => press(title, index + 1));
  const unseen = files.map(({ name }) => words.unseenFile(withoutEnding(name)));
  const spoken = [toSpoken(speak ?? text), ...unseen].filter(Boolean).join('\n');
  return splitWith(spoken, keys.join('\n'), limit);
}

/** Buttons, sources and files stand under the last of several messages. */
function toRich(activity: OutboundActivity, limit: number): readonly OutboundActivity[] {
  const { speak: _speak, buttons: _buttons, citations: _citations, files: _files, ...plain } = activity;
  const parts = splitText(activity.text, limit);
  if (parts.length <= 1) return [activity];
  return parts.map((text, index) => ({ ...(index < parts.length - 1 ? plain : activity), text }));
}

/**
 * The messages that say it in this channel, in order; mostly one.
 * @param locale of the words that are added: BCP 47 tag
 */
export function fit(
  activity: OutboundActivity,
  { textLimit, buttons, speech }: Fit,
  locale: string,
): readonly OutboundActivity[] {
  if (speech === undefined && buttons) return toRich(activity, textLimit);
  const texts =
    speech === 'keypad' ? toKeypad(activity, textLimit, locale) : toPlain(activity, textLimit, locale);
  return texts.map((text) => ({ type: 'message', text }));
}
