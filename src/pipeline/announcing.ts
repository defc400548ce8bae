/**
 * Announcing: tells those who wait where they stand, and who takes them, without being asked. Every
 * dialogue process looks; what is told is written with what was told, under the conversation's lock, so
 * that it is told once. A screen that shows the place is told each time it has changed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { OutboundActivity } from '../activity.ts';
import type { Database, Transaction } from '../database.ts';
import { chooseTelling } from '../desk/telling.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { shownName } from '../person.ts';
import type { WaitingPlace } from '../queues.ts';
import {
  appendEvents,
  type LockedConversation,
  lockConversationsOf,
  writeConversation,
} from '../store/append.ts';
import { type LockedPlace, lockPlaces, NOTE_PERSON, NOTE_PLACES } from '../store/places.ts';
import { describePlace, roundEstimate } from '../waiting-words.ts';
import type { NewsBoard } from './desk-news.ts';
import type { DialogLibrary } from './dialog-library.ts';
import type { Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';
import type { CountedPlace, Places } from './places.ts';
import { WAITING_DIALOG } from './policy.ts';

const INTERVAL_MS = 2_000;
/** Conversations in one transaction: turns of theirs wait for it. */
const BATCH = 50;
/** What stands in the log as the rule. */
const RULE = 'queue';

export interface AnnouncingOptions {
  readonly database: Database;
  readonly places: Places;
  readonly library: DialogLibrary;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly news: NewsBoard;
  readonly log: Log;
}

/** What is said, and what is then noted as told. */
interface Announcement {
  readonly response: 'assigned' | 'lost' | 'moved' | 'place';
  readonly activity: OutboundActivity;
}

function write(
  locked: LockedPlace,
  place: WaitingPlace | undefined,
  locale: string,
  library: DialogLibrary,
): Announcement | undefined {
  const words = (key: string) => library.wording(WAITING_DIALOG, key, locale)?.text ?? '';
  const say = (response: Announcement['response'], values = {}): Announcement => {
    const activity = library.render(WAITING_DIALOG, response, values, locale);
    return { response, activity: { ...activity, text: activity.text.trim() } };
  };
  switch (chooseTelling(locked, place)) {
    case 'assigned':
      // Who has spoken has been heard.
      return locked.hasSpoken ? undefined : say('assigned', { name: shownName(locked.personName ?? '') });
    case 'lost': {
      const where = place?.isAttended ? describePlace(place, locale, words).text : '';
      const response = locked.returnReason === 'moved' ? 'moved' : 'lost';
      return say(response, { name: shownName(locked.toldName ?? ''), place: where });
    }
    case 'place': {
      if (!place) return undefined;
      const activity = { type: 'message', ...describePlace(place, locale, words) } as const;
      return { response: 'place', activity };
    }
    case 'nothing':
      return undefined;
  }
}

function toNote({ ticketId }: LockedPlace, { position, estimate }: WaitingPlace) {
  return { ticketId, position, lowMs: estimate?.lowMs ?? null, highMs: estimate?.highMs ?? null };
}

/** Writes what is to be told of these; returns the conversations in which something was. */
async function tell(
  transaction: Transaction,
  counted: ReadonlyMap<string, WaitingPlace | undefined>,
  library: DialogLibrary,
): Promise<readonly LockedConversation[]> {
  const conversations = await lockConversationsOf(transaction, [], [...counted.keys()]);
  const byId = new Map(conversations.map((each) => [each.id, each]));
  const tickets = await lockPlaces(transaction, [...byId.keys()]);
  const [told, withPerson, withPlace] = [[] as LockedConversation[], [] as string[], [] as object[]];
  for (const ticket of tickets) {
    const conversation = byId.get(ticket.conversationId);
    const place = ticket.personId === null ? counted.get(ticket.conversationId) : undefined;
    if (!conversation) continue;
    const announcement = write(ticket, place, conversation.locale, library);
    if (ticket.personId !== null) withPerson.push(ticket.ticketId);
    else if (announcement && place) withPlace.push(toNote(ticket, place));
    if (!announcement) continue;
    const { response, activity } = announcement;
    const body = {
      type: 'reply-added',
      activity,
      reason: { dialog: WAITING_DIALOG, rule: RULE, response },
    } as const;
    const { channel, address } = conversation;
    appendEvents(transaction, conversation, [{ body, to: { channel, address } }]);
    writeConversation(transaction, conversation);
    told.push(conversation);
  }
  if (withPerson.length > 0) transaction.write(NOTE_PERSON, [withPerson], 'note-person');
  if (withPlace.length > 0) transaction.write(NOTE_PLACES, [JSON.stringify(withPlace)], 'note-places');
  return told;
}

/** Tells whoever is to be told something, as it was counted just now; returns how many were. */
export async function announce(
  counted: readonly CountedPlace[],
  { database, library, doorbells, news }: Omit<AnnouncingOptions, 'places' | 'live' | 'log'>,
): Promise<number> {
  const due = counted.filter(({ ticket, place }) => chooseTelling(ticket, place) !== 'nothing');
  let count = 0;
  for (let start = 0; start < due.length; start += BATCH) {
    const batch = new Map(
      due.slice(start, start + BATCH).map(({ ticket, place }) => [ticket.conversationId, place]),
    );
    const told = await database.transaction((transaction) => tell(transaction, batch, library));
    count += told.length;
    if (told.length === 0) continue;
    void news.tell({ type: 'conversations', ids: told.map(({ id }) => id) });
    for (const [channel, rows] of Map.groupBy(told, (row) => row.channel))
      await doorbells.ringOutbound(
        channel,
        rows.map(({ id }) => id),
      );
  }
  return count;
}

/** As it is shown: smaller changes are none. */
const faceOf = ({ position, estimate, isAttended }: WaitingPlace): string =>
  JSON.stringify([position, isAttended, estimate ? roundEstimate(estimate) : null]);

/** Tells the screens of those whose place has changed since the look before. */
function createScreens(live: Live) {
  let shown = new Map<string, string>();
  return (counted: readonly CountedPlace[]): void => {
    const now = new Map<string, string>();
    for (const { ticket, place } of counted) {
      if (!place) continue;
      const { conversationId, contactId } = ticket;
      const face = faceOf(place);
      now.set(conversationId, face);
      if (shown.get(conversationId) !== face)
        void live.publish(contactId, { type: 'queue', conversationId, place });
    }
    shown = now;
  };
}

export function startAnnouncing(options: AnnouncingOptions): AsyncDisposable {
  const { live, places, log } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const showPlaces = createScreens(live);
  const look = async () => {
    const counted = await places.count();
    showPlaces(counted);
    await announce(counted, options);
  };
  const announcing = (async () => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => {
        log.warn({ error: describeError(error) }, 'those who wait were not told where they stand');
      });
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await announcing;
    },
  };
}
