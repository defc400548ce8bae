/** Tell: a history in the citizen's words, the same for every form that it is written in. Pure. */
import type { OutboundActivity } from '../activity.ts';
import type { ResponseValues } from '../dialog.ts';
import type { History, HistoryConversation, HistoryLine, ToldEvent } from '../history.ts';
import { TIME_ZONE } from '../locale.ts';
import { shownName } from '../person.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { chooseResponses, type Responses, readResponses, renderResponse } from '../responses.ts';
import { describeBytes } from '../words.ts';

/** What is said around it, in the language of the history. */
export type SayWords = (key: string, values?: ResponseValues) => string;

/** @throws AssistantError `configuration` for a file that is not right */
export async function loadHistoryWords(): Promise<(locale: string) => SayWords> {
  const responses = await readResponses(new URL('./', import.meta.url));
  return (locale) => sayIn(chooseResponses(responses, locale));
}

const sayIn =
  (words: Responses): SayWords =>
  (key, values = {}) => {
    const response = words.get(key);
    if (!response) throw new Error(`a history has no words for ${key}`);
    return renderResponse(response, values).text;
  };

/** One thing that was said, or that happened. */
export interface ToldLine {
  readonly who: 'citizen' | 'assistant' | 'person' | 'note';
  readonly name: string;
  /** As people read it: 21/11/2026, 12:03. */
  readonly moment: string;
  readonly text: string;
  /** Options and sources, a line each. */
  readonly below: readonly string[];
}

export interface ToldConversation {
  readonly protocolNumber: string;
  readonly heading: string;
  readonly about: string;
  readonly lines: readonly ToldLine[];
}

export interface ToldHistory {
  readonly locale: string;
  readonly until: Date;
  readonly title: string;
  readonly about: readonly string[];
  readonly conversations: readonly ToldConversation[];
  readonly say: SayWords;
}

const WAYS_TO_CLOSE = new Set(['citizen-said-goodbye', 'inactive', 'continued-elsewhere', 'solved']);

type Note = Exclude<ToldEvent, { readonly type: 'message-received' | 'reply-added' }>;

function tellNote(body: Note, say: SayWords): string {
  switch (body.type) {
    case 'feedback-given':
      if (body.rating !== undefined) return say('rated', { rating: body.rating });
      return say(body.solved ? 'solved' : 'not-solved');
    case 'handoff-ended':
      return body.by && body.reason === 'solved'
        ? say('person-ended', { name: shownName(body.by.name) })
        : say(body.type);
    case 'conversation-closed':
      if (body.continuedIn !== undefined && body.reason !== 'continued-elsewhere')
        return say('closed-merged', { number: formatProtocolNumber(body.continuedIn) });
      return say(WAYS_TO_CLOSE.has(body.reason) ? `closed-${body.reason}` : body.type);
    case 'conversation-continued':
      return say(body.type, { number: formatProtocolNumber(body.of) });
    default:
      return say(body.type);
  }
}

function tellBelow(
  { buttons = [], citations = [], files = [] }: OutboundActivity,
  locale: string,
  say: SayWords,
): string[] {
  const options = buttons.map(({ title }) => title).join('; ');
  return [
    ...files.map(({ name, bytes }) => say('file', { name, size: describeBytes(bytes, locale) })),
    ...(options === '' ? [] : [say('options', { options })]),
    ...citations.map(({ mark, title, url }) => {
      const source = say('source', { mark, title });
      return url === undefined ? source : `${source} (${url})`;
    }),
  ];
}

/** Says what was said before, and where it lies: in a copy both would be there again. */
const COPIES = 'send-history';

type Spoken = Pick<ToldLine, 'who' | 'text' | 'below'> & { readonly name?: string };

function tellBody(body: ToldEvent, locale: string, say: SayWords): Spoken {
  if (body.type === 'reply-added') {
    const { activity, reason, by } = body;
    const below = tellBelow(activity, locale, say);
    if (by) return { who: 'person', name: shownName(by.name), text: activity.text, below };
    return reason.dialog === COPIES && reason.taskId !== undefined
      ? { who: 'note', text: say('copy-sent'), below: [] }
      : { who: 'assistant', text: activity.text, below };
  }
  if (body.type === 'message-received') {
    const { activity } = body;
    const text = activity.type === 'message' ? activity.text : activity.title;
    return { who: 'citizen', text, below: [] };
  }
  return { who: 'note', text: tellNote(body, say), below: [] };
}

const formatIn = (locale: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: TIME_ZONE });

/** The same day and minute in any language, as the citizen of that language writes it. */
export function tellHistory(history: History, say: SayWords): ToldHistory {
  const { locale, until, isCut } = history;
  const short = formatIn(locale, { dateStyle: 'short', timeStyle: 'short' });
  const long = formatIn(locale, { dateStyle: 'long', timeStyle: 'short' });
  const tellLine = ({ at, body }: HistoryLine): ToldLine => {
    const { who, name, text, below } = tellBody(body, locale, say);
    return { who, text, below, name: name ?? say(who), moment: short.format(at) };
  };
  const tellConversation = (each: HistoryConversation): ToldConversation => ({
    protocolNumber: each.protocolNumber,
    heading: say('protocol', { number: formatProtocolNumber(each.protocolNumber) }),
    about: say('opened', { moment: long.format(each.openedAt), status: say(`status-${each.status}`) }),
    lines: each.lines.map(tellLine),
  });
  return {
    locale,
    until,
    title: say(history.conversations.length > 1 ? 'title' : 'title-one'),
    about: [say('made', { moment: long.format(until) }), ...(isCut ? [say('cut')] : [])],
    conversations: history.conversations.map(tellConversation),
    say,
  };
}
