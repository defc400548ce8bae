/**
 * Where citizens get the files that people sent them: `/files/<token>/<name>`. The address is signed on the
 * message's way out and kept nowhere; whoever has it can read the one file until it runs out.
 */
import type { OutboundActivity } from '../activity.ts';
import type { Database } from '../database.ts';
import type { AddressSigner } from '../sessions.ts';
import { type KeptFile, readFile } from '../store/files.ts';

/** Longer than anybody looks for a document in a chat; who comes later gets a new address with the conversation. */
const FILE_LINKS_LAST_DAYS = 30;
const DAY_MS = 86_400_000;
/** No channel can be called so: tokens of the one are no good for the other. */
const LABEL = '/files';
const FILES_PATH = '/files';

export interface SentFiles {
  /** With an address for each file. */
  reveal(activity: OutboundActivity): OutboundActivity;
  /** Undefined for a token that is not ours, has run out, or leads nowhere. */
  open(token: string): Promise<KeptFile | undefined>;
}

export interface SentFilesOptions {
  readonly database: Database;
  readonly signer: AddressSigner;
  /** Where citizens reach the gateway, without a slash at the end. */
  readonly publicUrl: () => string;
}

const FORM = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.(\d{1,6})$/;

export function createSentFiles({ database, signer, publicUrl }: SentFilesOptions): SentFiles {
  // By days: a conversation that is read twice in one day shows the same address.
  const lastDay = (): number => Math.floor(Date.now() / DAY_MS) + FILE_LINKS_LAST_DAYS;
  const addressOf = (fileId: string, name: string): string =>
    `${publicUrl()}${FILES_PATH}/${signer.sign(LABEL, `${fileId}.${lastDay()}`)}/${encodeURIComponent(name)}`;
  return {
    reveal(activity) {
      const { files } = activity;
      if (!files || files.length === 0) return activity;
      return {
        ...activity,
        files: files.map((file) => ({ ...file, url: addressOf(file.fileId, file.name) })),
      };
    },
    async open(token) {
      const [, fileId, until] = FORM.exec(signer.verify(LABEL, token) ?? '') ?? [];
      if (fileId === undefined || Date.now() >= (Number(until) + 1) * DAY_MS) return undefined;
      return readFile(database, fileId);
    },
  };
}
