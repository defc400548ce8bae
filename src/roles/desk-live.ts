/** The desk's socket, over the house's own parts. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type LiveParts, openDeskLive } from '../http/desk/live.ts';
import type { SignedIn } from '../http/desk/route.ts';
import { shownName } from '../person.ts';
import { listenToTyping } from '../pipeline/typing.ts';
import type { Queues } from '../queues.ts';
import { findReach } from '../store/desk-live.ts';
import { noteSeen, readPresences } from '../store/presences.ts';
import { readStoryAfter } from '../store/stories.ts';
import { readTicketLinesOf } from '../store/tickets.ts';
import type { Core } from './core.ts';

export interface DeskLiveOptions {
  readonly queues: Queues;
  readonly publicUrl: () => string;
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<SignedIn | undefined>;
}

/** Mounts it on `http`, which listens afterwards. */
export function startDeskLive(
  core: Pick<Core, 'database' | 'stream' | 'live' | 'news' | 'log'>,
  http: FastifyInstance,
  { queues, publicUrl, authenticate }: DeskLiveOptions,
): Promise<AsyncDisposable> {
  const { database, stream, live, news, log } = core;
  const parts: LiveParts = {
    log,
    publicUrl,
    authenticate,
    listen: news.listen,
    readTicketLines: (ids) => readTicketLinesOf(database, queues, ids),
    findReach: (ids) => findReach(database, ids),
    readStory: (conversationId, afterSeq, limit) => readStoryAfter(database, conversationId, afterSeq, limit),
    readPresences: () => readPresences(database),
    noteSeen: (personIds) => noteSeen(database, personIds),
    tellPeople: (ids) => news.tell({ type: 'people', ids }),
    watchTypists: (listener) => listenToTyping(stream, listener),
    async tellTyping({ conversationId, contactId }, { personId, name }) {
      await Promise.all([
        news.tell({ type: 'typing', conversationId, personId, name }),
        live.publish(contactId, { type: 'typing', conversationId, name: shownName(name) }),
      ]);
    },
  };
  return openDeskLive(http, parts);
}
