/** Begins anew whatever the assistant is in the middle of. */
import { abandon, defineDialog, redirect, reply } from '#assistant';

export default defineDialog({
  interrupts: true,
  respond: ({ conversation: { inProgress, status } }) => {
    if (status === 'waiting') return [reply('waiting')];
    return inProgress === undefined ? [redirect('what-can-you-do')] : [abandon(), redirect(inProgress)];
  },
});
