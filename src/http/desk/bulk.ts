/** The same thing done with many conversations, each for itself. */
import { z } from 'zod';
import { AssistantError } from '../../errors.ts';
import { actionId, closeReason, labels, summary, text } from './action-schemas.ts';
import type { AskedAction, DeskActions } from './actions.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';

const MOST_AT_ONCE = 200;

const bulkAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take') }),
  z.object({ type: z.literal('return') }),
  z.object({ type: z.literal('assign'), personId: z.uuid(), summary }),
  z.object({ type: z.literal('move'), queue: z.string().min(1).max(100), summary }),
  z.object({ type: z.literal('to-assistant'), summary }),
  z.object({ type: z.literal('close'), reason: closeReason, text: text.optional() }),
  z.object({ type: z.literal('labels'), labels }),
  z.object({ type: z.literal('read'), seq: z.int().min(0) }),
]);
type BulkAction = z.output<typeof bulkAction>;

function doOne(actions: DeskActions, asked: AskedAction, action: BulkAction): Promise<unknown> {
  switch (action.type) {
    case 'take':
      return actions.take(asked);
    case 'return':
      return actions.putBack(asked);
    case 'assign':
      return actions.assign(asked, action);
    case 'move':
      return actions.move(asked, action);
    case 'to-assistant':
      return actions.toAssistant(asked, action);
    case 'close':
      return actions.close(asked, action);
    case 'labels':
      return actions.label(asked, action);
    case 'read':
      return actions.markRead(asked.me, asked.conversationId, action.seq);
  }
}

const bulkAnswer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      ok: z.boolean(),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
});

/** Each for itself: what one is refused is no reason not to do the others. */
export const createBulkRoute = (actions: DeskActions): DeskRoute =>
  defineDeskRoute({
    method: 'POST',
    path: '/bulk',
    allowed: ['admin', 'supervisor', 'attendant'],
    summary: 'Do the same with many conversations',
    body: z.object({ actionId, ids: z.array(z.uuid()).min(1).max(MOST_AT_ONCE), action: bulkAction }),
    answer: bulkAnswer,
    async handle({ me, body }) {
      const results: z.output<typeof bulkAnswer>['results'] = [];
      for (const id of new Set(body.ids)) {
        try {
          await doOne(actions, { me, conversationId: id, actionId: `${body.actionId}:${id}` }, body.action);
          results.push({ id, ok: true });
        } catch (error) {
          if (!(error instanceof AssistantError)) throw error;
          results.push({ id, ok: false, code: error.code, message: error.message });
        }
      }
      return { results };
    },
  });
