/** Says the protocol number once more and closes. Whoever waits for a person keeps their place. */
import { closeConversation, defineDialog, redirect, reply } from '#assistant';

export default defineDialog({
  courtesy: true,
  respond: ({ conversation }) =>
    conversation.status === 'waiting'
      ? [redirect('talk-to-a-person')]
      : [reply('goodbye'), closeConversation('citizen-said-goodbye')],
});
