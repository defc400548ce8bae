/** Files that people of the house send to citizens: kept in the database, so that no process needs the other's disk. */
import { createHash } from 'node:crypto';
import type { SentFile } from '../activity.ts';
import type { Queryable, Row } from '../database.ts';

export interface NewFile {
  readonly fileId: string;
  readonly conversationId: string;
  readonly personId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

const ADD = `
  insert into files (id, conversation_id, name, media_type, content, hash, person_id)
  values ($1, $2, $3, $4, $5, $6, $7)`;

export async function addFile(database: Queryable, file: NewFile): Promise<SentFile> {
  const { fileId, conversationId, personId, name, mediaType, content } = file;
  const hash = createHash('sha256').update(content).digest('hex');
  await database.query(ADD, [fileId, conversationId, name, mediaType, content, hash, personId]);
  return { fileId, name, mediaType, bytes: content.byteLength };
}

const READ_SENT = `
  select id as "fileId", name, media_type as "mediaType", octet_length(content) as bytes from files
  where conversation_id = $1 and id = any($2::uuid[])`;

/** Those of the files that are of this conversation, in the order asked for. */
export async function readSentFiles(
  database: Queryable,
  conversationId: string,
  fileIds: readonly string[],
): Promise<readonly SentFile[]> {
  if (fileIds.length === 0) return [];
  const rows = await database.query<SentFile & Row>(READ_SENT, [conversationId, fileIds]);
  return fileIds.flatMap((id) => rows.find((row) => row.fileId === id) ?? []);
}

export interface KeptFile {
  readonly conversationId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

const READ = `
  select conversation_id as "conversationId", name, media_type as "mediaType", content from files where id = $1`;

export async function readFile(database: Queryable, fileId: string): Promise<KeptFile | undefined> {
  const [row] = await database.query<KeptFile & Row>(READ, [fileId]);
  return row;
}
