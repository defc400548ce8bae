/**
 * History tokens: what stands in the address of a copy. Whoever has it can read the copy until it runs
 * out; nobody can make one. 36 bytes and their signature: an address of some 120 letters, for chats.
 */
import type { HistoryAsker, HistoryScope } from '../history.ts';
import type { AddressSigner } from '../sessions.ts';

/** A copy is meant to be kept, not the address of one. */
export const LINKS_LAST_MS = 24 * 3_600_000;
/** No channel can be called so: tokens of the one are no good for the other. */
const LABEL = '/history';
const UUID_BYTES = 16;

/** What is asked for, and when it was: nothing newer is in it. */
export interface CopyWish extends HistoryAsker {
  readonly scope: HistoryScope;
  readonly until: Date;
}

const SCOPES: readonly HistoryScope[] = ['conversation', 'all'];
const toBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const toUuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export function signWish(
  { contactId, conversationId, scope, until }: CopyWish,
  signer: AddressSigner,
): string {
  // Rounded up: the wish itself belongs to the copy.
  const seconds = Buffer.alloc(5);
  seconds.writeUIntBE(Math.ceil(until.getTime() / 1_000), 0, 4);
  seconds.writeUInt8(SCOPES.indexOf(scope), 4);
  const bytes = Buffer.concat([toBytes(contactId), toBytes(conversationId), seconds]);
  return signer.sign(LABEL, bytes.toString('base64url'));
}

/** Undefined where it was not signed here, or has run out. */
export function readWish(token: string, signer: AddressSigner, now: Date): CopyWish | undefined {
  const encoded = signer.verify(LABEL, token);
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64url');
  const seconds = bytes.subarray(2 * UUID_BYTES);
  const until = new Date(seconds.readUIntBE(0, 4) * 1_000);
  const scope = SCOPES[seconds.readUInt8(4)];
  if (scope === undefined || now.getTime() > until.getTime() + LINKS_LAST_MS) return undefined;
  return {
    contactId: toUuid(bytes.subarray(0, UUID_BYTES)),
    conversationId: toUuid(bytes.subarray(UUID_BYTES, 2 * UUID_BYTES)),
    scope,
    until,
  };
}
