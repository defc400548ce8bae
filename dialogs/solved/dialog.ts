/** The citizen says that an answer solved it: by the button under it, or in words after it. */
import { defineDialog, giveFeedback, goToAbout, pass, reply } from '#assistant';

export default defineDialog({
  courtesy: true,
  respond({ input, conversation }) {
    if (input.type !== 'choice' && input.type !== 'message') return [pass()];
    const about = input.type === 'choice' ? goToAbout(input.value) : conversation.lastAnswer;
    const taskId = about === undefined ? {} : { taskId: about };
    return [giveFeedback({ ...taskId, solved: true }), reply('glad')];
  },
});
