/** The citizen says that an answer did not solve it: what may help next is one tap away. */
import { defineDialog, giveFeedback, goToAbout, miss, pass, redirect, reply } from '#assistant';

export default defineDialog({
  respond({ input, conversation: { status, lastAnswer } }) {
    if (input.type !== 'choice' && input.type !== 'message') return [pass()];
    const about = input.type === 'choice' ? goToAbout(input.value) : lastAnswer;
    const taskId = about === undefined ? {} : { taskId: about };
    const feedback = giveFeedback({ ...taskId, solved: false });
    // Whoever waits for a person has what could be offered.
    return status === 'waiting'
      ? [feedback, redirect('talk-to-a-person')]
      : [feedback, miss(), reply('what-next')];
  },
});
