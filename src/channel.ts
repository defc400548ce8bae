/**
 * Channel: how people reach us. A channel translates, and nothing else: what came in goes to
 * `receive`, what goes out is handed to `send`, in order per conversation, by the pipeline.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { InboundActivity, OutboundActivity } from './activity.ts';
import type { ProtocolStatus } from './agent.ts';
import type { StoredEvent } from './event.ts';
import type { KnowledgeSearch } from './knowledge.ts';
import type { Log } from './log.ts';
import type { WaitingPlace } from './queues.ts';

export interface ChannelCapabilities {
  /** Longest text of one message, in UTF-16 units. */
  readonly textLimit: number;
  /** Without them they are put in words, with a number each: see pipeline/fitting.ts. */
  readonly buttons: boolean;
  /** Everything is read aloud, and answered with the keys of a telephone; written, where left out. */
  readonly speech?: 'keypad';
  /** Can show a text while it grows. */
  readonly streaming: boolean;
  /** Tells when the person is typing: what they write next is then waited for. */
  readonly typing: boolean;
  /**
   * What a crash in the middle of a send leads to where the provider does not know idempotency keys:
   * `repeats`: that one message may come twice, and never not at all; `neither`: nothing.
   */
  readonly onCrash: 'repeats' | 'neither';
}

export interface InboundMessage {
  /** The person's address in this channel: phone number, chat id, session. */
  readonly address: string;
  /** The provider's own id of the message; a second delivery with the same id has no effect. */
  readonly externalId: string;
  readonly activity: InboundActivity;
  /** The person's language, where the channel knows it. */
  readonly locale?: string;
}

/** What the sender of a message is told once it is kept. */
export interface Receipt {
  readonly conversationId: string;
  readonly contactId: string;
  readonly protocolNumber: string;
  readonly seq: number;
  /** The message had been received before. */
  readonly duplicate: boolean;
}

export interface Outbound {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly contactId: string;
  readonly seq: number;
  readonly address: string;
  readonly activity: OutboundActivity;
  /** The person of the house who says it, as citizens see their name; left out where the assistant speaks. */
  readonly by?: string;
  /**
   * The same for every attempt at this message. Of a text that needs several messages the last has
   * the key itself, and those before it have `/1`, `/2` … behind it.
   */
  readonly idempotencyKey: string;
}

/** queued → sent → delivered → read; or failed. A status never goes back. */
export type DeliveryStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export interface SendResult {
  readonly status: 'sent' | 'delivered';
  readonly externalId?: string;
}

/** A line of a conversation's log as the citizen may see it, with the fate of its delivery. */
export interface TranscriptLine {
  readonly event: StoredEvent;
  readonly protocolNumber: string;
  readonly externalId: string | null;
  readonly delivery: DeliveryStatus | null;
}

/** What concerns a contact at this moment and is not kept: see `subscribe`. */
export type LiveMessage =
  | { readonly type: 'log'; readonly conversationId: string }
  /** Some may have been missed: look at the log. */
  | { readonly type: 'gap' }
  | {
      readonly type: 'partial';
      readonly conversationId: string;
      readonly taskId: string;
      readonly text: string;
    }
  /** Where they stand in the queue has changed. */
  | { readonly type: 'queue'; readonly conversationId: string; readonly place: WaitingPlace }
  /** A person of the house writes to them; told again every 2 s while it goes on. */
  | { readonly type: 'typing'; readonly conversationId: string; readonly name: string };

export interface FoundProtocol extends ProtocolStatus {
  readonly conversationId: string;
}

export interface ChannelContext<Settings = unknown> {
  readonly name: string;
  readonly settings: Settings;
  readonly log: Log;
  /** Routes and sockets are mounted here, before the server listens. */
  readonly http: FastifyInstance;
  /** Public address of the server, without a slash at its end; known once it listens. */
  readonly publicUrl: () => string;
  /** What citizens may log in with, as they call it; undefined where they cannot. */
  readonly loginName: string | undefined;
  readonly knowledge: KnowledgeSearch;
  /** Sites that may talk to this server from their pages; `*` for any. */
  readonly origins: readonly string[];
  /** Who a raw request comes from, a trusted proxy's word included. */
  networkAddress(request: IncomingMessage): string;
  /**
   * Keeps the message, exactly once; resolves when it is kept. Errors: AssistantError
   * `empty-message`, `message-too-long`, `too-many-requests`, `not-ready`.
   * @param networkAddress who to count the message against beside the contact, where known
   */
  receive(message: InboundMessage, networkAddress?: string): Promise<Receipt>;
  /** Signs an address, so that a client can carry it and prove that it is its own. */
  signAddress(address: string): string;
  /** The address in a signed one, or undefined when the signature is wrong. */
  verifyAddress(token: string): string | undefined;
  /** The contact behind an address; undefined before its first message. */
  findContact(address: string): Promise<string | undefined>;
  /**
   * What was said in the contact's newest conversation, or in the one given, after `afterSeq`. To who
   * came to it from another channel, at `address`, nothing is shown of before.
   */
  transcript(
    contactId: string,
    options?: { conversationId?: string; afterSeq?: number; address?: string },
  ): Promise<readonly TranscriptLine[]>;
  /** Where a conversation stands in its queue; undefined where it waits for nobody, or somebody has it. */
  findPlace(conversationId: string): Promise<WaitingPlace | undefined>;
  /** A protocol of the contact's own; undefined for anybody else's. */
  findProtocol(contactId: string, protocolNumber: string): Promise<FoundProtocol | undefined>;
  /** Writes what the citizen's client tells of messages up to `seq`. Never rejects: it is only a report. */
  recordDelivery(conversationId: string, upToSeq: number, status: 'delivered' | 'read'): Promise<void>;
  /**
   * Writes what the provider tells of one message, in any order: a status never goes back. Returns
   * whether there is such a message of this channel.
   * @param id the provider's own (`SendResult.externalId`), or else our idempotency key
   */
  recordStatus(
    id: string,
    status: 'sent' | 'delivered' | 'read' | 'failed',
    error?: string,
  ): Promise<boolean>;
  /** The person at this address is typing: a turn that is about to be taken waits a little. */
  noteTyping(address: string): Promise<void>;
  /** Tells the contact's screens, in every process. False when nobody could be told. */
  publish(contactId: string, message: LiveMessage): Promise<boolean>;
  subscribe(contactId: string, listener: (message: LiveMessage) => void): Promise<AsyncDisposable>;
}

export interface ChannelConnection extends AsyncDisposable {
  /** What the channel can do as it is set up, where settings change that; the channel's own where left out. */
  readonly capabilities?: ChannelCapabilities;
  /**
   * Errors: AssistantError `delivery-refused` (final) or `delivery-failed` (tried again, after its
   * `retryAfterMs` where the provider said so).
   * @param signal aborts when nobody waits for the outcome any more: close the request
   */
  send(outbound: Outbound, signal: AbortSignal): Promise<SendResult>;
}

export interface Channel<Schema extends z.ZodType = z.ZodType> {
  readonly capabilities: ChannelCapabilities;
  /** Environment variables of the channel's own; each needs a description. */
  readonly settings: Schema;
  /** Undefined, with nothing mounted, where the channel is not set up. */
  open(context: ChannelContext<z.output<Schema>>): Promise<ChannelConnection | undefined>;
}

/** The default export of `channels/<name>/channel.ts`. */
export const defineChannel = <Schema extends z.ZodType>(channel: Channel<Schema>): Channel<Schema> => channel;

/** Somebody at the far end of a channel. */
export interface SimulatedPerson extends AsyncDisposable {
  /** Resolves when the channel has acknowledged it. The same id again is a second delivery of it. */
  say(text: string, id: string): Promise<void>;
  /** What the assistant has said to them so far, in order. */
  readonly heard: readonly OutboundActivity[];
}

/** A channel that is set up otherwise. */
export interface ChannelForm {
  readonly name: string;
  /** Environment variables, beside the simulator's. */
  readonly variables: Readonly<Record<string, string>>;
  readonly capabilities: ChannelCapabilities;
}

/** The far end of a channel, on this machine: for tests, demonstrations and load. */
export interface ChannelSimulator extends AsyncDisposable {
  /** Environment variables that point the channel at it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Other ways to set the channel up, where it has such: each changes what it can do. */
  readonly forms?: readonly ChannelForm[];
  /** @param url of the running assistant */
  connect(url: string): Promise<SimulatedPerson>;
}

/** The default export of `channels/<name>/simulator.ts`. */
export const defineSimulator = (open: () => Promise<ChannelSimulator>): (() => Promise<ChannelSimulator>) =>
  open;
