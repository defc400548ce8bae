/**
 * Sends the citizen a copy of what was said, at once: see src/history.ts for the law. Reachable in every
 * state, a queue included.
 */
import { defineDialog, fold, miss, pass, reply, replyWith, startTask } from '#assistant';

/** Of all conversations, not of this one alone. */
const ALL =
  /\b(tod[oa]s|todas as|every|all( of)?( my)?|conversas|conversations|conversaciones|protocolos|antig[oa]s)\b/;

export default defineDialog({
  interrupts: true,
  respond({ input }) {
    switch (input.type) {
      case 'message':
        return [startTask('history', { scope: ALL.test(fold(input.text)) ? 'all' : 'conversation' })];
      case 'choice':
      case 'redirected':
        return [startTask('history', { scope: 'conversation' })];
      case 'answered':
        return input.answer.activity
          ? [replyWith(input.answer.activity, input.taskId)]
          : [miss(), reply('failed')];
      case 'failed':
        return [miss(), reply('failed')];
      case 'resumed':
      case 'timer':
        return [pass()];
    }
  },
});
