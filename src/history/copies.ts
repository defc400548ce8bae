/** Copies of histories: one is told in the chat at once, and lies at an address of its own for a day. */
import type { Database } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { History, HistoryAsker, HistoryCopies, HistoryCopy, HistoryScope } from '../history.ts';
import type { AddressSigner } from '../sessions.ts';
import { loadHistoryWords, type ToldHistory, tellHistory } from './tell.ts';
import { type CopyWish, LINKS_LAST_MS, readWish, signWish } from './tokens.ts';
import type { PdfOptions } from './write-pdf.ts';
import { writeParagraphs, writeText } from './write-text.ts';

/** A copy, in the forms that it is handed out in. */
export interface WrittenCopy {
  readonly protocolNumbers: readonly string[];
  writeText(): string;
  writePdf(options: PdfOptions): Promise<Buffer>;
}

export interface Copies extends HistoryCopies {
  /** Undefined for a token that is not ours, has run out, or leads nowhere. */
  open(token: string): Promise<WrittenCopy | undefined>;
}

export interface CopiesOptions {
  readonly database: Database;
  readonly signer: AddressSigner;
  /** Where citizens reach the gateway, without a slash at the end. */
  readonly publicUrl: () => string;
  /** By its contact; undefined where there is none. */
  readHistory(
    database: Database,
    wish: Omit<CopyWish, 'until'> & Partial<Pick<CopyWish, 'until'>>,
  ): Promise<History | undefined>;
}

/** Below which a copy lies; `.pdf` or `.txt` comes behind the token. */
export const HISTORY_PATH = '/history';

const countMessages = ({ conversations }: ToldHistory): number =>
  conversations.flatMap(({ lines }) => lines).filter(({ who }) => who !== 'note').length;

/** @throws AssistantError `configuration` where a file of words is not right */
export async function createCopies(options: CopiesOptions): Promise<Copies> {
  const { database, signer, publicUrl } = options;
  const wordsIn = await loadHistoryWords();
  const tell = (history: History) => tellHistory(history, wordsIn(history.locale));
  const numbersOf = ({ conversations }: History) => conversations.map((each) => each.protocolNumber);

  return {
    async copy({ contactId, conversationId }: HistoryAsker, scope: HistoryScope): Promise<HistoryCopy> {
      const asked = { contactId, conversationId, scope };
      const history = await options.readHistory(database, asked);
      if (!history) throw new AssistantError('not-found', 'This conversation');
      const told = tell(history);
      const address = `${publicUrl()}${HISTORY_PATH}/${signWish({ ...asked, until: history.until }, signer)}`;
      return {
        protocolNumbers: numbersOf(history),
        messages: countMessages(told),
        from: history.conversations[0]?.lines[0]?.at ?? history.until,
        until: history.until,
        paragraphs: writeParagraphs(told),
        pdfUrl: `${address}.pdf`,
        textUrl: `${address}.txt`,
        linksLastMs: LINKS_LAST_MS,
      };
    },
    async open(token) {
      const wish = readWish(token, signer, new Date());
      const history = wish && (await options.readHistory(database, wish));
      if (!history) return undefined;
      const told = tell(history);
      return {
        protocolNumbers: numbersOf(history),
        writeText: () => writeText(told),
        // The library takes 0.1 s and 24 MB, and most processes never write a PDF.
        writePdf: async (pdf) => (await import('./write-pdf.ts')).writePdf(told, pdf),
      };
    },
  };
}
