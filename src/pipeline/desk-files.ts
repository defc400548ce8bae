/** Files on their way to citizens: taken from people, kept, and had back by people. */
import { v7 as createId } from 'uuid';
import type { SentFile } from '../activity.ts';
import { cleanFileName, readFileKind } from '../desk/file-kinds.ts';
import { AssistantError } from '../errors.ts';
import { maySee, type Person } from '../person.ts';
import { findLastTicket } from '../store/desk-actions.ts';
import { addFile, type KeptFile, readFile } from '../store/files.ts';
import { type Asked, type DeskParts, perform } from './desk-cases.ts';

export interface FileWish {
  readonly name: string;
  /** What the sender says it is. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Keeps a file, to be sent with a reply. @throws AssistantError `invalid-request` for what may not be sent */
export async function attach(parts: DeskParts, asked: Asked, wish: FileWish): Promise<SentFile> {
  const { content } = wish;
  const name = cleanFileName(wish.name);
  const mediaType = await readFileKind(content, name, wish.mediaType);
  const { conversationId, me } = asked;
  const file = { fileId: createId(), conversationId, personId: me.personId, name, mediaType, content };
  const kept = await perform(parts, asked, 'attach', async ({ transaction }) => ({
    ...(await addFile(transaction, file)),
  }));
  return kept as unknown as SentFile;
}

/** @throws AssistantError `not-found`, also where this person may not see its conversation */
export async function fetchFile({ database }: DeskParts, me: Person, fileId: string): Promise<KeptFile> {
  const file = await readFile(database, fileId);
  const last = file && (await findLastTicket(database, file.conversationId));
  if (!file || !last || !maySee(me, last)) throw new AssistantError('not-found', 'This file');
  return file;
}
