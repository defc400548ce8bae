/** Everything that people do with conversations, for whoever hands it to them. */
import { AssistantError } from '../errors.ts';
import { maySee, type Person } from '../person.ts';
import { findLastTicket } from '../store/desk-actions.ts';
import { markRead } from '../store/ticket-changes.ts';
import type { Asked, DeskParts } from './desk-cases.ts';
import { attach, fetchFile } from './desk-files.ts';
import { merge, unlink } from './desk-merging.ts';
import { assign, close, extend, label, move, putBack, reopen, take, toAssistant } from './desk-moves.ts';
import { note, reply } from './desk-replies.ts';
import { split } from './desk-splitting.ts';

const bind =
  <Wish, Done>(parts: DeskParts, work: (parts: DeskParts, asked: Asked, wish: Wish) => Promise<Done>) =>
  (asked: Asked, wish: Wish): Promise<Done> =>
    work(parts, asked, wish);

export const createDeskActions = (parts: DeskParts) => ({
  reply: bind(parts, reply),
  note: bind(parts, note),
  attach: bind(parts, attach),
  take: (asked: Asked) => take(parts, asked),
  putBack: (asked: Asked) => putBack(parts, asked),
  reopen: (asked: Asked) => reopen(parts, asked),
  assign: bind(parts, assign),
  move: bind(parts, move),
  toAssistant: bind(parts, toAssistant),
  close: bind(parts, close),
  label: bind(parts, label),
  extend: bind(parts, extend),
  merge: bind(parts, merge),
  split: bind(parts, split),
  unlink: (me: Person, linkId: string) => unlink(parts, me, linkId),
  fetchFile: (me: Person, fileId: string) => fetchFile(parts, me, fileId),
  /** How far somebody has read. @throws AssistantError `not-found` */
  async markRead(me: Person, conversationId: string, seq: number): Promise<void> {
    const last = await findLastTicket(parts.database, conversationId);
    if (!last || !maySee(me, last)) throw new AssistantError('not-found', 'This conversation');
    await markRead(parts.database, me.personId, conversationId, seq);
  },
});

export type DeskActions = ReturnType<typeof createDeskActions>;
