/** The desk's conversations: what people read of them, what they do with them, and what they look up meanwhile. */
import type { FastifyInstance } from 'fastify';
import { createActionRoutes } from '../http/desk/actions.ts';
import { createCannedRoutes } from '../http/desk/canned.ts';
import { createFileRoutes, takeFiles } from '../http/desk/files.ts';
import { createLookupRoutes } from '../http/desk/lookups.ts';
import { type Authenticate, type DeskRoute, mountDeskRoutes } from '../http/desk/route.ts';
import { createTicketRoutes } from '../http/desk/tickets.ts';
import { createCannedAnswers } from '../pipeline/canned-answers.ts';
import { createDeskActions } from '../pipeline/desk-actions.ts';
import { loadDeskPhrases } from '../pipeline/desk-cases.ts';
import { createSentFiles, type SentFiles } from '../pipeline/sent-files.ts';
import type { Queues } from '../queues.ts';
import { createAddressSigner } from '../sessions.ts';
import { listMentions, seeMentions } from '../store/mentions.ts';
import { listReadMarks } from '../store/read-marks.ts';
import { readEarlierStory, readTicketView } from '../store/ticket-view.ts';
import { listTickets } from '../store/tickets.ts';
import { type Core, secretOf } from './core.ts';

/** @param publicUrl where citizens reach the gateway, without a slash at the end */
export const openSentFiles = ({ database, settings }: Core, publicUrl: () => string): SentFiles =>
  createSentFiles({ database, signer: createAddressSigner(secretOf(settings)), publicUrl });

const createReadingRoutes = ({ database }: Core, queues: Queues): readonly DeskRoute[] =>
  createTicketRoutes({
    list: (me, question) => listTickets(database, queues, me, question),
    view: (me, id) => readTicketView(database, queues, me, id),
    earlier: (me, id, before) => readEarlierStory(database, queues, me, id, before),
  });

const createLookups = ({ database, knowledge }: Core): readonly DeskRoute[] =>
  createLookupRoutes({
    mentions: (me) => listMentions(database, me),
    seeMentions: (me, conversationId) => seeMentions(database, me.personId, conversationId),
    reads: ({ personId }) => listReadMarks(database, personId),
    async passages(question, limit) {
      const found = await knowledge.search(question, { limit });
      return found.map(({ passageId, title, headings, text, score, address }) => ({
        ...{ passageId, title: [title, ...headings].join(' › '), text, score },
        ...(address === undefined ? {} : { url: address }),
      }));
    },
  });

export interface DeskTickets {
  readonly routes: readonly DeskRoute[];
  /** In a scope of their own: there a body is a file. */
  mountFiles(http: FastifyInstance, authenticate: Authenticate): void;
}

export async function openDeskTickets(core: Core, queues: Queues): Promise<DeskTickets> {
  const actions = createDeskActions({ ...core, queues, phrases: await loadDeskPhrases() });
  const limitBytes = core.settings.DESK_FILE_LIMIT_BYTES;
  return {
    routes: [
      ...createReadingRoutes(core, queues),
      ...createActionRoutes(actions),
      ...createCannedRoutes(createCannedAnswers(core.database)),
      ...createLookups(core),
    ],
    mountFiles(http, authenticate) {
      void http.register(async (scope) => {
        takeFiles(scope, limitBytes);
        mountDeskRoutes(scope, createFileRoutes(actions, limitBytes), authenticate);
      });
    },
  };
}
