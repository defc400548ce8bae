/**
 * Looks a question up in the body's documents. It also gets what nobody recognised: unknown words
 * may still stand in a document.
 */
import { answerWith, defineDialog, goTo, pass, redirect, reply, startTask } from '#assistant';

export default defineDialog({
  respond({ input }) {
    switch (input.type) {
      case 'message':
        // A number or a face is nothing to look up.
        return /\p{L}/u.test(input.text)
          ? [startTask('documentation', { question: input.text })]
          : [redirect('fallback')];
      case 'answered':
        return input.answer.status === 'answered' && input.answer.activity
          ? [answerWith(input.answer.activity, input.taskId)]
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
      case 'resumed':
      case 'timer':
        return [pass()];
    }
  },
});
