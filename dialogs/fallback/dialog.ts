/**
 * Nobody understood or knew: first the menu, then a person, too; after how many turns is in
 * dialogs/policy.yml. Also what is said to anger that asks nothing, and to priority that is told alone.
 */
import { type DialogTurn, defineDialog, type Effect, miss, reply } from '#assistant';

function answerWords({ routing: { urgency, priority } }: DialogTurn): readonly Effect[] | undefined {
  if (urgency?.kind === 'anger') return [miss(), reply('angry')];
  return priority.length > 0 ? [reply('priority-noted')] : undefined;
}

export default defineDialog({
  intents: [],
  respond(turn) {
    const { input, routing } = turn;
    const answer = input.type === 'message' ? answerWords(turn) : undefined;
    if (answer) return answer;
    if (routing.failures > 0) return [miss(), reply('offer-after-failure')];
    return [miss(), reply(routing.offersPerson ? 'offer-person' : 'menu')];
  },
});
