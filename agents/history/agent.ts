/**
 * Hands out a copy of what was said: told in the chat, and as files. Input: `{ scope }`, this
 * conversation or all of the contact's. Output: `{ protocolNumbers, messages }`; what was said stands in
 * the log already, and the files' address is in the activity alone.
 */
import { z } from 'zod';
import {
  AssistantError,
  createPhrases,
  defineAgent,
  formatProtocolNumber,
  type HistoryCopy,
  type OutboundActivity,
  type Phrases,
  TIME_ZONE,
} from '#assistant';

/** What fits into one message of most channels, with room for what stands before it. */
const TEXT_LIMIT = 3_500;
const BETWEEN = '\n\n';
const CUT = '… ';
const HOUR_MS = 3_600_000;

/** As many of the newest paragraphs as fit; of one that is too long by itself, its end. */
function pickNewest(paragraphs: readonly string[], limit: number): readonly string[] {
  const newest: string[] = [];
  let left = limit;
  for (const paragraph of paragraphs.toReversed()) {
    left -= paragraph.length + BETWEEN.length;
    if (left < 0) break;
    newest.unshift(paragraph);
  }
  const last = paragraphs.at(-1);
  return newest.length > 0 || last === undefined
    ? newest
    : [`${CUT}${last.slice(CUT.length - limit).toWellFormed()}`];
}

export function describeCopy(copy: HistoryCopy, locale: string, phrases: Phrases): OutboundActivity {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: TIME_ZONE });
  const { protocolNumbers, messages, pdfUrl, textUrl, paragraphs } = copy;
  const values = {
    numbers: new Intl.ListFormat(locale).format(protocolNumbers.map(formatProtocolNumber)),
    count: protocolNumbers.length,
    messages,
    from: day.format(copy.from),
    until: day.format(copy.until),
    pdfUrl,
    textUrl,
    hours: Math.round(copy.linksLastMs / HOUR_MS),
  };
  const { text: head, speak } = phrases.say(protocolNumbers.length > 1 ? 'all' : 'one', values, locale);
  const whole = paragraphs.join(BETWEEN);
  const room = TEXT_LIMIT - head.length;
  const isWhole = whole.length <= room;
  const { text: intro } = phrases.say(isWhole ? 'whole' : 'newest', values, locale);
  const body = isWhole
    ? whole
    : pickNewest(paragraphs, room - intro.length - 2 * BETWEEN.length).join(BETWEEN);
  return {
    type: 'message',
    text: [head, intro, body].join(BETWEEN),
    ...(speak === undefined ? {} : { speak }),
  };
}

export default defineAgent({
  input: z.object({ scope: z.enum(['conversation', 'all']) }),
  output: z.object({ protocolNumbers: z.array(z.string()), messages: z.number() }),
  permissions: { reads: ['history'], model: 'none' },
  onNewerMessage: 'finish',
  timeoutMs: 15_000,
  concurrency: 2,
  open: ({ folder }) => createPhrases(folder),
  async run({ input, locale }, { copyHistory }, phrases) {
    if (!copyHistory) throw new AssistantError('forbidden', 'No copies are handed out here.');
    const copy = await copyHistory(input.scope);
    return {
      status: 'answered',
      activity: describeCopy(copy, locale, phrases),
      output: { protocolNumbers: [...copy.protocolNumbers], messages: copy.messages },
      explanation: {},
    };
  },
});
