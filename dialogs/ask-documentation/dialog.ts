/**
 * Looks a question up in the body's documents. It also gets what nobody recognised: unknown words
 * may still stand in a document.
 */
import { defineDialog, goTo, pass, redirect, reply, replyWith, startTask } from '#assistant';

export default defineDialog({
  respond({ input }) {
    switch (input.type) {
      case 'message':
        return [startTask('documentation', { question: input.text })];
      case 'answered':
        return input.answer.status === 'answered' && input.answer.activity
          ? [replyWith(input.answer.activity, input.taskId)]
          : [redirect('fallback')];
      case 'failed':
        return [redirect('fallback')];
      case 'choice':
        // Any other value is a button of a question that is over.
        return input.value === goTo('ask-documentation')
          ? [reply('go-ahead')]
          : [redirect('what-can-you-do')];
      case 'redirected':
        return [reply('go-ahead')];
      case 'timer':
        return [pass()];
    }
  },
});
