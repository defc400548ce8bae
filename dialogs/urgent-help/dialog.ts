/**
 * Danger and despair: first the telephone that helps, in every state, then people. What is said comes
 * from the word lists; where the recognizer alone takes it for danger, the telephones are given and a
 * person is offered.
 */
import { type DialogTurn, defineDialog, type Effect, fillPlaces, handOff, reply } from '#assistant';

/** Whom we call says nothing of when they come: who is in danger must not wait for us. */
function tellTeam({ routing: { opensAt, timeZone }, conversation: { locale }, wording }: DialogTurn): string {
  const text = wording(opensAt ? 'team-is-away' : 'team-is-here')?.text ?? '';
  const format = { weekday: 'long', hour: '2-digit', minute: '2-digit', timeZone } as const;
  return fillPlaces(text, { opensAt: opensAt?.toLocaleString(locale, format) ?? '' });
}

/** People are called once for each thing that is said. */
function callPeople({ routing, conversation }: DialogTurn): readonly Effect[] {
  const { urgency, saidNow } = routing;
  const isCalled = conversation.status === 'waiting' && !saidNow.some((reason) => reason === urgency?.kind);
  if (!urgency || isCalled) return [];
  const { queue, reason } = routing.handoff ?? { queue: routing.queue, reason: urgency.kind };
  const details = urgency.danger === undefined ? {} : { danger: urgency.danger };
  return [handOff(queue, reason, details)];
}

export default defineDialog({
  interrupts: true,
  respond(turn) {
    const { urgency } = turn.routing;
    const isDistress = urgency?.kind === 'risk-to-life' || urgency?.kind === 'despair';
    if (turn.input.type !== 'message' || !isDistress) return [reply('numbers')];
    return [...callPeople(turn), reply(urgency.danger ?? 'despair', { team: tellTeam(turn) })];
  },
});
