/** Nobody understood or knew: first the menu, from the second time in a row on a person. */
import { defineDialog, miss, reply } from '#assistant';

export default defineDialog({
  intents: [],
  respond: ({ conversation }) => [miss(), reply(conversation.misses === 0 ? 'menu' : 'offer-person')],
});
