/** Undoes what `link-channel` did. */
import { type Dialog, defineSpecialist, type Effect, startTask } from '#assistant';

const AGENT = 'identity';
const specialist = defineSpecialist({ agent: AGENT, intents: ['unlink-channel'] });

/** The agent is told what it begins with. */
const toUndo = (effect: Effect): Effect =>
  effect.type === 'start-task' && !('state' in effect.input)
    ? startTask(AGENT, { ...effect.input, state: { step: 'unlink' } })
    : effect;

const dialog: Dialog = {
  ...specialist,
  // Whoever finds a stranger in their conversation is heard at once.
  interrupts: true,
  respond: (turn) => specialist.respond(turn).map(toUndo),
};
export default dialog;
