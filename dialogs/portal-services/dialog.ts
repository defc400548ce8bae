/** Finds the public service somebody means, and walks them through it: `agents/portal-services`. */
import { ask, defineDialog, defineSpecialist, type OutboundActivity, redirect, startTask } from '#assistant';

/**
 * Intents that ask about the service in hand, when it is in hand: “quanto custa?” alone belongs to the
 * documents, and in the middle of a service to the service.
 */
const ABOUT_THE_SERVICE: ReadonlySet<string> = new Set(['portal-services', 'ask-documentation']);

const AGENT = 'portal-services';

const specialist = defineSpecialist({
  agent: AGENT,
  isElsewhere: (_text, { intent, certainty }) =>
    certainty === 'sure' && intent !== null && !ABOUT_THE_SERVICE.has(intent),
});

export default defineDialog({
  ...specialist,
  respond(turn) {
    const { input, state } = turn;
    if (input.type === 'message') {
      const { intent, decidedBy } = input.understanding;
      // The documents did not know: it is not asked of them again.
      if (decidedBy === 'handover' && intent === 'ask-documentation')
        return [startTask(AGENT, { text: input.text, entities: [], state: { tried: 'documents' } })];
    }
    if (input.type === 'answered' && input.answer.status === 'unanswered') return [redirect('fallback')];
    if (input.type !== 'resumed' || input.isFirst || !state || !('activity' in state))
      return specialist.respond(turn);
    // A card is no question that waits for its answer: after a “thank you” it need not be read again.
    const { buttons = [] } = state['activity'] as unknown as OutboundActivity;
    return [ask('go-on', state, {}, { buttons })];
  },
});
