/** Goes on here with what was begun in another channel, or there with what was begun here. */
import { type Dialog, defineSpecialist, reply } from '#assistant';

/** Codes and protocol numbers are answers, whatever intent they look like. */
const HAS_NUMBER = /\d(?:[ .-]*\d){5}/;

const specialist = defineSpecialist({
  agent: 'identity',
  intents: ['link-channel'],
  isElsewhere: (text, { certainty, intent }) =>
    !HAS_NUMBER.test(text) && certainty === 'sure' && intent !== null && intent !== 'link-channel',
});

const dialog: Dialog = {
  ...specialist,
  // Who must leave the computer does so in the middle of anything.
  interrupts: true,
  // Set by who logs in, and fires at once.
  respond: (turn) => (turn.input.type === 'timer' ? [reply('logged-in')] : specialist.respond(turn)),
};
export default dialog;
