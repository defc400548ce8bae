/** Stops whatever the assistant is in the middle of, in any state. */
import { abandon, defineDialog, reply } from '#assistant';

export default defineDialog({
  interrupts: true,
  respond: ({ conversation: { inProgress, status } }) => {
    if (status === 'waiting') return [reply('waiting')];
    return inProgress === undefined ? [reply('nothing')] : [abandon(), reply('cancelled')];
  },
});
