/** The desk's books: who had what, from the log, and whether every word of a person came once. */
import type { EventBody } from '../../src/event.ts';
import type { DeskJournal } from './journal.ts';

/** A line of a conversation's log. */
export interface DeskEvent {
  readonly conversationId: string;
  readonly body: EventBody;
}

/** An open ticket as the table has it at the end. */
export interface OpenTicket {
  readonly conversationId: string;
  readonly personId: string | null;
}

export interface DeskBooks {
  /** Given to somebody, by the queue or by people. */
  readonly assigned: number;
  /** Given back, by whoever had it or because they were silent or gone. */
  readonly returned: number;
  /** Of these, by the queue. */
  readonly takenAway: number;
  /** Replies of people that the program accepted. */
  readonly replies: number;
  /** Conversations that had two people at once, or words of somebody who did not have them. */
  readonly twoAtOnce: readonly string[];
  /** Waits for a person at the end, although people have room. */
  readonly forgotten: readonly string[];
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** Follows one conversation's log; what is said is what must not be. */
function followHolder(conversationId: string, events: readonly EventBody[]) {
  let holder: string | null = null;
  const wrong: string[] = [];
  for (const body of events) {
    if (body.type === 'ticket-assigned') {
      // People may give it from hand to hand; the queue gives what nobody has.
      if (holder !== null && body.by === null)
        wrong.push(`${conversationId} was given to ${body.to.personId} while ${holder} had it`);
      holder = body.to.personId;
    } else if (body.type === 'ticket-returned') {
      if (holder !== body.from.personId)
        wrong.push(`${conversationId} was given back by ${body.from.personId}, and ${holder} had it`);
      holder = null;
    } else if (body.type === 'reply-added' && body.by && holder !== null && body.by.personId !== holder)
      wrong.push(`${conversationId} has words of ${body.by.personId}, and ${holder} had it`);
  }
  return { holder, wrong };
}

/** How often each is there, of those that are there more than once. */
const repeatedOf = (keys: readonly string[]): string[] =>
  [...Map.groupBy(keys, (key) => key)].filter(([, all]) => all.length > 1).map(([key]) => key);

/** Every reply that was accepted is before the citizen's eyes, and in the log, once. */
function compareReplies(journal: DeskJournal, events: readonly DeskEvent[]) {
  const logged = events.flatMap(({ body }) =>
    body.type === 'reply-added' && body.by ? [/\((\S+)\)$/.exec(body.activity.text)?.[1] ?? ''] : [],
  );
  const heard = journal.heard.map(({ actionId }) => actionId);
  const [inLog, atCitizen] = [new Set(logged), new Set(heard)];
  return {
    lost: [
      ...journal.said
        .filter(({ actionId }) => !inLog.has(actionId))
        .map((said) => `an accepted reply is not in the log: ${JSON.stringify(said)}`),
      ...logged
        .filter((actionId) => !atCitizen.has(actionId))
        .map((actionId) => `a person’s reply never reached the citizen: ${actionId}`),
    ],
    doubled: [
      ...repeatedOf(logged).map((actionId) => `a reply stands twice in the log: ${actionId}`),
      ...repeatedOf(heard).map((actionId) => `a citizen had a person’s reply twice: ${actionId}`),
    ],
  };
}

/** @param events of the citizens' conversations, in the order of each log */
export function balanceDesk(
  journal: DeskJournal,
  events: readonly DeskEvent[],
  tickets: readonly OpenTicket[],
): DeskBooks {
  const logs = Map.groupBy(events, ({ conversationId }) => conversationId);
  const holders = new Map<string, string | null>();
  const twoAtOnce: string[] = [];
  for (const [id, log] of logs) {
    const { holder, wrong } = followHolder(
      id,
      log.map(({ body }) => body),
    );
    holders.set(id, holder);
    twoAtOnce.push(...wrong);
  }
  for (const { conversationId, personId } of tickets)
    if (personId !== (holders.get(conversationId) ?? null))
      twoAtOnce.push(
        `${conversationId} is with ${personId}, and its log says ${holders.get(conversationId)}`,
      );
  const { lost, doubled } = compareReplies(journal, events);
  const answered = new Set(journal.heard.map(({ word }) => word));
  const open = journal.asked.filter(({ word }) => !answered.has(word));
  const returns = events.flatMap(({ body }) => (body.type === 'ticket-returned' ? [body] : []));
  return {
    assigned: events.filter(({ body }) => body.type === 'ticket-assigned').length,
    returned: returns.length,
    takenAway: returns.filter(({ by }) => by === null).length,
    replies: journal.said.length,
    twoAtOnce,
    forgotten: [
      ...tickets
        .filter(({ personId }) => personId === null)
        .map(({ conversationId }) => `${conversationId} waits, and nobody has it`),
      ...open.map(({ citizen, word }) => `${citizen} asked ${word}, and nobody answered`),
    ],
    lost,
    doubled,
  };
}
