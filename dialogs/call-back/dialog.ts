/**
 * Asks for a telephone number and a time of day, so that somebody of the team calls back: offered after
 * hours, where desk/queues.yml says that the queue does that. Whoever waits already keeps their place,
 * and the people find both with the conversation.
 */
import { choice, type Dialog, defineForm, handOff, phone, reply } from '#assistant';

const REASON = 'call-back';

const form = defineForm({
  slots: {
    phone: phone(),
    when: choice({
      morning: ['manhã', 'de manhã', 'morning', 'mañana', 'por la mañana'],
      afternoon: ['tarde', 'à tarde', 'afternoon', 'por la tarde'],
      any: ['tanto faz', 'qualquer hora', 'any time', 'whenever', 'cualquier hora', 'da igual'],
    }),
  },
  submit: ({ shown, turn: { routing } }) => [
    handOff(routing.queue, REASON, shown),
    reply('recorded', { phone: shown.phone ?? '', when: shown.when ?? '' }),
  ],
});

const dialog: Dialog = {
  ...form,
  whileWaiting: true,
  respond: (turn) =>
    turn.routing.callsBack || turn.state !== undefined ? form.respond(turn) : [reply('no-calls')],
};
export default dialog;
