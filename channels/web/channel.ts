/**
 * Web chat: the widget over socket.io, and a REST way in. The log is the mailbox: a reply has been
 * sent once it is in the log and the visitor's open pages were told to look; it is delivered when
 * one of them says so.
 */

import { z } from 'zod';
import { AssistantError, defineChannel } from '#assistant';
import { openGateway } from './gateway.ts';
import { mountPages } from './pages.ts';
import { mountRest } from './rest.ts';

export default defineChannel({
  capabilities: { textLimit: 16_000, buttons: true, streaming: true, typing: true, onCrash: 'neither' },
  settings: z.object({}),
  async open(context) {
    mountPages(context);
    mountRest(context);
    const gateway = openGateway(context);
    return {
      async send({ contactId, conversationId }) {
        const told = await context.publish(contactId, { type: 'log', conversationId });
        // A page whose own connection held would wait for a notice that never comes.
        if (!told) throw new AssistantError('delivery-failed', 'no open page could be told');
        return { status: 'sent' };
      },
      [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
    };
  },
});
