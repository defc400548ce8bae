/** What a channel is handed when it opens: the way in, the way back, and nothing of how they work. */
import type { FastifyInstance } from 'fastify';
import type { ChannelContext, TranscriptLine } from '../channel.ts';
import type { Database } from '../database.ts';
import { describeError, isRetryable } from '../errors.ts';
import type { KnowledgeSearch } from '../knowledge.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { AddressSigner } from '../sessions.ts';
import { type Raised, recordStatus, recordUpTo } from '../store/deliveries.ts';
import { findContact, findProtocol, readTranscript } from '../store/transcripts.ts';
import type { Codes } from './codes.ts';
import type { NewsBoard } from './desk-news.ts';
import type { Ingress } from './ingress.ts';
import type { Live } from './live.ts';
import type { Places } from './places.ts';
import type { SentFiles } from './sent-files.ts';
import type { Typing } from './typing.ts';

export interface ChannelParts {
  readonly database: Database;
  readonly http: FastifyInstance;
  readonly ingress: Ingress;
  readonly rateLimit: RateLimit;
  readonly signer: AddressSigner;
  readonly codes: Codes;
  readonly sentFiles: Pick<SentFiles, 'reveal'>;
  readonly knowledge: KnowledgeSearch;
  readonly places: Pick<Places, 'find'>;
  readonly live: Live;
  readonly news: NewsBoard;
  readonly typing: Typing;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly origins: readonly string[];
  readonly trustProxy: boolean;
  readonly publicUrl: () => string;
  readonly loginName: string | undefined;
}

/** The citizen sees the code, and where the files are, which the log does not hold. */
function revealLine(
  line: TranscriptLine,
  { codes, sentFiles }: Pick<ChannelParts, 'codes' | 'sentFiles'>,
): TranscriptLine {
  const { event } = line;
  if (event.body.type !== 'reply-added') return line;
  const { activity } = event.body;
  if (!activity.code && !activity.files) return line;
  const ageMs = Date.now() - event.createdAt.getTime();
  const body = { ...event.body, activity: sentFiles.reveal(codes.reveal(activity, ageMs)) };
  return { ...line, event: { ...event, body } };
}

export function createChannelContext<Settings>(
  name: string,
  settings: Settings,
  parts: ChannelParts,
): ChannelContext<Settings> {
  const { database, http, ingress, rateLimit, signer, knowledge, live, metrics, origins, publicUrl } = parts;
  const log = parts.log.child({ channel: name });
  const tellDesk = (raised: Raised | undefined): void => {
    if (raised?.isAtDesk) void parts.news.tell({ type: 'deliveries', ids: [raised.conversationId] });
  };
  return {
    name,
    settings,
    log,
    http,
    publicUrl,
    loginName: parts.loginName,
    knowledge,
    origins,
    networkAddress(request) {
      const forwarded = parts.trustProxy ? request.headers['x-forwarded-for'] : undefined;
      // The last one is the proxy's own word; those before it are the client's.
      const last = String(forwarded ?? '')
        .split(',')
        .at(-1)
        ?.trim();
      return last || request.socket.remoteAddress || 'unknown';
    },
    async receive(message, networkAddress) {
      await rateLimit.take(`${name}:${message.address}`, networkAddress);
      const giveBack = () => rateLimit.giveBack(`${name}:${message.address}`, networkAddress);
      try {
        const receipt = await ingress.receive(name, message);
        if (receipt.duplicate) await giveBack();
        metrics.messageReceived(name, receipt.duplicate);
        return receipt;
      } catch (error) {
        // Who is asked to send it again shall not be refused for doing so.
        if (isRetryable(error)) await giveBack();
        throw error;
      }
    },
    signAddress: (address) => signer.sign(name, address),
    verifyAddress: (token) => signer.verify(name, token),
    findContact: (address) => findContact(database, name, address),
    async transcript(contactId, { conversationId, afterSeq = 0, address } = {}) {
      const reader = address === undefined ? undefined : { channel: name, address };
      const lines = await readTranscript(database, contactId, conversationId, afterSeq, reader);
      return lines.map((line) => revealLine(line, parts));
    },
    findPlace: parts.places.find,
    findProtocol: (contactId, protocolNumber) => findProtocol(database, contactId, protocolNumber),
    async recordDelivery(conversationId, upToSeq, status) {
      try {
        tellDesk(await recordUpTo(database, conversationId, upToSeq, status, name));
      } catch (error) {
        log.warn({ conversationId, upToSeq, status, error: describeError(error) }, 'a report was not kept');
      }
    },
    async recordStatus(id, status, error) {
      const raised = await recordStatus(database, { channel: name, id, status, error: error ?? null });
      tellDesk(raised);
      return raised !== undefined;
    },
    noteTyping: (address) => parts.typing.note({ channel: name, address }),
    publish: live.publish,
    subscribe: live.subscribe,
  };
}
