/** Standing: whom the citizen talks to or waits for, as their screen knows it. Pure. */
import type { ChatLine, QueuePlace, SystemBody } from '../protocol.ts';
import type { Locale } from './locales/locale.ts';
import type { Texts } from './locales/pt-br.ts';
import type { ChatState } from './state.ts';
import { fill } from './text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What was told of the queue, and when by the page's own clock. */
export interface KnownPlace extends QueuePlace {
  readonly toldAt: number;
}

const ENDS = new Set<SystemBody['what']>([
  'ticket-returned',
  'handoff-ended',
  'person-ended',
  'to-assistant',
  'conversation-closed',
  'conversation-merged',
]);

/** Whose turn it is: undefined where what happened says nothing of it. */
function readPerson({ body }: ChatLine): string | null | undefined {
  if (body.from !== 'system') return undefined;
  if (body.what === 'ticket-assigned') return body.name ?? null;
  return ENDS.has(body.what) ? null : undefined;
}

/** The person who has the conversation; null where it is the assistant's, or waits. */
export function findPerson({ lines }: Pick<ChatState, 'lines'>): string | null {
  const conversationId = lines.at(-1)?.conversationId;
  const own = lines.filter((line) => line.conversationId === conversationId).toReversed();
  for (const line of own) {
    const person = readPerson(line);
    if (person !== undefined) return person;
  }
  return null;
}

const describeLength = (ms: number, locale: Locale): string => {
  const inHours = ms >= 2 * HOUR_MS;
  const format = { style: 'unit', unit: inHours ? 'hour' : 'minute', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale, { ...format, maximumFractionDigits: 0 }).format(
    Math.ceil(ms / (inHours ? HOUR_MS : MINUTE_MS)),
  );
};

/**
 * How long it will still take, counted down from what was told; never less than nothing.
 * @param now by the clock of `toldAt`
 */
export function describeWait(
  { estimate, toldAt }: KnownPlace,
  now: number,
  locale: Locale,
  texts: Texts,
): string {
  if (estimate === null) return '';
  const lowMs = estimate.lowMs - (now - toldAt);
  const highMs = estimate.highMs - (now - toldAt);
  // It takes longer than was thought: that is said, and nothing made up.
  if (highMs <= 0) return texts.waitLonger;
  const high = describeLength(highMs, locale);
  if (lowMs < MINUTE_MS) return fill(texts.waitUnder, { high });
  const low = describeLength(Math.round(lowMs / MINUTE_MS) * MINUTE_MS, locale);
  return fill(texts.wait, { low, high });
}

export const describePosition = ({ position }: QueuePlace, texts: Texts): string =>
  position === 1 ? texts.positionNext : fill(texts.position, { position });
