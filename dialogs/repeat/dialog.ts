/**
 * Says the question again that the assistant waits for an answer to: whoever was interrupted is gone on with
 * once this has nothing to say. Begun by words alone: dialogs/policy.yml.
 */
import { defineDialog, reply } from '#assistant';

export default defineDialog({
  intents: [],
  courtesy: true,
  respond: ({ conversation: { inProgress } }) => (inProgress === undefined ? [reply('nothing')] : []),
});
