/** What people do with conversations. Each carries the window's own id for it: sent again, it has no second effect. */
import { z } from 'zod';
import type { Button, Citation } from '../../activity.ts';
import type { Person, PersonRole } from '../../person.ts';
import { actionId, closeReason, labels, summary, text } from './action-schemas.ts';
import { createBulkRoute } from './bulk.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { buttonSchema, citationSchema } from './ticket-schemas.ts';
import { idParams } from './tickets.ts';

/** Those who answer. */
const ANSWERERS: readonly PersonRole[] = ['admin', 'supervisor', 'attendant'];

export interface AskedAction {
  readonly me: Person;
  readonly conversationId: string;
  readonly actionId: string;
}

type Optional<Key extends string> = { readonly [key in Key]?: string | undefined };

/** What the routes are handed. Errors: AssistantError `not-found`, `conflict`, `invalid-request`. */
export interface DeskActions {
  reply(
    asked: AskedAction,
    wish: {
      readonly text: string;
      readonly buttons?: readonly Button[] | undefined;
      readonly fileIds?: readonly string[] | undefined;
      readonly citations?: readonly Pick<Citation, 'mark' | 'passageId' | 'quote'>[] | undefined;
    },
  ): Promise<{ readonly seq: number }>;
  note(
    asked: AskedAction,
    wish: { readonly text: string; readonly kind: 'note' | 'whisper'; readonly mentions: readonly string[] },
  ): Promise<{ readonly seq: number }>;
  take(asked: AskedAction): Promise<unknown>;
  assign(asked: AskedAction, wish: { readonly personId: string } & Optional<'summary'>): Promise<unknown>;
  putBack(asked: AskedAction): Promise<unknown>;
  move(asked: AskedAction, wish: { readonly queue: string } & Optional<'summary'>): Promise<unknown>;
  toAssistant(asked: AskedAction, wish: Optional<'summary'>): Promise<unknown>;
  close(asked: AskedAction, wish: { readonly reason: CloseReason } & Optional<'text'>): Promise<unknown>;
  reopen(asked: AskedAction): Promise<unknown>;
  label(asked: AskedAction, wish: { readonly labels: readonly string[] }): Promise<unknown>;
  extend(asked: AskedAction, wish: { readonly reason: string }): Promise<unknown>;
  merge(asked: AskedAction, wish: { readonly into: string }): Promise<GoesOn>;
  split(asked: AskedAction, wish: { readonly fromSeq: number }): Promise<GoesOn>;
  /** Undoes the linking of two contacts. */
  unlink(me: Person, linkId: string): Promise<void>;
  markRead(me: Person, conversationId: string, seq: number): Promise<void>;
}

/** The conversation that is gone on with. */
interface GoesOn {
  readonly conversationId: string;
  readonly protocolNumber: string;
}

type CloseReason = z.output<typeof closeReason>;

const seqAnswer = z.object({ seq: z.number() });
const goesOn = z.object({ conversationId: z.string(), protocolNumber: z.string() });

// A person offers answers, and begins no dialog of the assistant's.
const personsButton = buttonSchema.refine(
  ({ value }) => !value.startsWith('go:'),
  'A value does not begin with go:.',
);

const BODIES = {
  reply: z.object({
    actionId,
    text,
    buttons: z.array(personsButton).max(10).optional(),
    fileIds: z.array(z.uuid()).max(10).optional(),
    citations: z.array(citationSchema).max(10).optional(),
    seen: z
      .int()
      .min(0)
      .optional()
      .describe(
        'seq of the newest line you had before you: what the citizen wrote since still waits for an answer.',
      ),
  }),
  note: z.object({
    actionId,
    text: text.min(1),
    kind: z.enum(['note', 'whisper']).default('note'),
    mentions: z.array(z.uuid()).max(50).default([]),
  }),
  plain: z.object({ actionId }),
  assign: z.object({ actionId, personId: z.uuid(), summary }),
  move: z.object({ actionId, queue: z.string().min(1).max(100), summary }),
  'to-assistant': z.object({ actionId, summary }),
  close: z.object({
    actionId,
    reason: closeReason,
    text: text.optional().describe('Last words to the citizen.'),
  }),
  labels: z.object({ actionId, labels }),
  extend: z.object({ actionId, reason: text.min(1).describe('The citizen is told it.') }),
  merge: z.object({ actionId, into: z.uuid().describe('The conversation that is gone on with.') }),
  split: z.object({ actionId, fromSeq: z.int().min(2).describe('A message of the citizen.') }),
  read: z.object({ actionId: actionId.optional(), seq: z.int().min(0) }),
} as const;

/** Defines `POST /tickets/:id/<path>`. */
function post<Body extends z.ZodType<{ actionId: string }>>(
  path: string,
  summaryOfRoute: string,
  body: Body,
  work: (asked: AskedAction, wish: z.output<Body>) => Promise<unknown>,
  more: { readonly answer?: z.ZodType; readonly description?: string } = {},
): DeskRoute {
  return defineDeskRoute({
    method: 'POST',
    path: `/tickets/:id/${path}`,
    allowed: ANSWERERS,
    summary: summaryOfRoute,
    params: idParams,
    body,
    ...more,
    handle: ({ me, params, body: wish }) =>
      work(
        { me, conversationId: params.id, actionId: (wish as { actionId: string }).actionId },
        wish as never,
      ),
  });
}

const createTalkRoutes = (actions: DeskActions): readonly DeskRoute[] => [
  post('reply', 'Answer the citizen', BODIES.reply, actions.reply, {
    answer: seqAnswer,
    description: 'Who answers a conversation that nobody has takes it. Each quote must stand in its passage.',
  }),
  post('note', 'Write a note for colleagues', BODIES.note, actions.note, { answer: seqAnswer }),
  post('close', 'Close a conversation', BODIES.close, actions.close, {
    description:
      'After `solved` the assistant asks the citizen how it was; the other reasons end it at once.',
  }),
  post(
    'reopen',
    'Take a conversation back to people, from its end or from the assistant',
    BODIES.plain,
    actions.reopen,
  ),
  post('labels', 'Set the labels', BODIES.labels, actions.label),
  post('extend', 'Prolong the term, once', BODIES.extend, actions.extend),
];

const createMoveRoutes = (actions: DeskActions): readonly DeskRoute[] => [
  post('take', 'Take a conversation', BODIES.plain, actions.take),
  post('assign', 'Give a conversation to a colleague', BODIES.assign, actions.assign),
  post('return', 'Give a conversation back to its queue', BODIES.plain, actions.putBack),
  post('move', 'Move a conversation to another queue', BODIES.move, actions.move),
  post(
    'to-assistant',
    'Give a conversation back to the assistant',
    BODIES['to-assistant'],
    actions.toAssistant,
  ),
  post('merge', 'Go on in another conversation', BODIES.merge, actions.merge, { answer: goesOn }),
  post('split', 'Go on under a protocol number of its own, from a message on', BODIES.split, actions.split, {
    answer: goesOn,
  }),
];

const createOtherRoutes = (actions: DeskActions): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/tickets/:id/read',
    allowed: ['admin', 'supervisor', 'attendant', 'auditor'],
    summary: 'Note how far somebody has read',
    params: idParams,
    body: BODIES.read,
    handle: ({ me, params, body }) => actions.markRead(me, params.id, body.seq),
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/links/:linkId',
    allowed: ANSWERERS,
    summary: 'Undo the linking of two contacts',
    description: 'Those that citizens made themselves are undone by supervisors alone.',
    params: z.object({ linkId: z.uuid() }),
    handle: ({ me, params }) => actions.unlink(me, params.linkId),
  }),
];

export const createActionRoutes = (actions: DeskActions): readonly DeskRoute[] => [
  ...createTalkRoutes(actions),
  ...createMoveRoutes(actions),
  ...createOtherRoutes(actions),
  createBulkRoute(actions),
];
