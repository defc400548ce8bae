/** Fetches one address: within the allow-list, within limits, and only when it changed. */
import { Agent, type Response, fetch as request } from 'undici';
import { AssistantError, describeError } from '../../errors.ts';
import { checkHost, createLookup } from '../../house-network.ts';
import { isAllowed } from './addresses.ts';

/** Largest page or file taken from the web, and its longest time: what is slower is not there. */
export const PAGE_LIMIT_BYTES = 20_000_000;
const FETCH_LIMIT_MS = 30_000;
const CONNECT_LIMIT_MS = 10_000;
const REDIRECTS = 5;

export interface FetchOptions {
  /** Beginnings of addresses, also for redirects. */
  readonly allow: readonly string[];
  /** Asked before each redirect is followed; rejects where it may not be. */
  readonly permit?: (url: URL) => Promise<void>;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly limitBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Fetched {
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** It is the site's fault, not the page's or the list's. */
export class SiteError extends Error {
  /** What it answered; 0: nothing, or not in time. */
  readonly status: number;
  constructor(status: number, reason = `the server answers ${status}`) {
    super(reason);
    this.name = 'SiteError';
    this.status = status;
  }
}

export interface FetcherOptions {
  /** Names and addresses of the house's own network that may be read. */
  readonly privateHosts: ReadonlySet<string>;
  /** As the operators of other sites see it in their logs. */
  readonly userAgent: string;
  /** 30 s where left out. */
  readonly limitMs?: number;
}

/** Undefined when the page is what it was. */
export type Fetch = (address: string, options: FetchOptions) => Promise<Fetched | undefined>;

async function readAll(response: Response, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted as it is unpacked, so that a small answer cannot become a large one.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limitBytes) throw new Error(`it is larger than ${limitBytes / 1_000_000} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const REDIRECTING = new Set([301, 302, 303, 307, 308]);

/** Closes the answer's connection, whose rest nobody reads. */
const discard = async (response: Response): Promise<void> => {
  await response.body?.cancel().catch(() => undefined);
};

/** @throws SiteError, AssistantError `forbidden`, or Error with the reason as the rest of a sentence */
export function openFetch(options: FetcherOptions): { fetch: Fetch } & AsyncDisposable {
  const { privateHosts, userAgent, limitMs = FETCH_LIMIT_MS } = options;
  const house = { allowed: privateHosts, setting: 'KNOWLEDGE_PRIVATE_HOSTS' };
  const dispatcher = new Agent({
    connect: { lookup: createLookup(house), timeout: CONNECT_LIMIT_MS },
    connections: 4,
  });

  function check(url: URL, allow: readonly string[]): void {
    if (!/^https?:$/.test(url.protocol) || !isAllowed(url, allow))
      throw new AssistantError('forbidden', `${url.href} is outside of what allow names`);
    checkHost(url, house);
  }

  async function follow(
    first: URL,
    { allow, permit, ...given }: FetchOptions,
    signal: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = { 'user-agent': userAgent };
    if (given.etag !== undefined) headers['if-none-match'] = given.etag;
    if (given.lastModified !== undefined) headers['if-modified-since'] = given.lastModified;
    let url = first;
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      check(url, allow);
      if (hop > 0) await permit?.(url);
      const response = await request(url.href, { dispatcher, redirect: 'manual', headers, signal });
      const location = response.headers.get('location');
      if (!REDIRECTING.has(response.status) || location === null) return response;
      await discard(response);
      const next = URL.parse(location, url.href);
      if (!next) throw new Error('it redirects to what is no address');
      url = next;
    }
    throw new Error(`it redirects more than ${REDIRECTS} times`);
  }

  const fetch: Fetch = async (address, given) => {
    const deadline = AbortSignal.timeout(limitMs);
    const signal = given.signal ? AbortSignal.any([deadline, given.signal]) : deadline;
    try {
      const response = await follow(new URL(address), given, signal);
      if (response.status !== 200) await discard(response);
      if (response.status === 304) return undefined;
      if (response.status !== 200) throw new SiteError(response.status);
      return {
        content: await readAll(response, given.limitBytes ?? PAGE_LIMIT_BYTES),
        mediaType: response.headers.get('content-type') ?? '',
        etag: response.headers.get('etag') ?? undefined,
        lastModified: response.headers.get('last-modified') ?? undefined,
      };
    } catch (error) {
      given.signal?.throwIfAborted();
      if (deadline.aborted) throw new SiteError(0, `it takes longer than ${limitMs / 1_000} s`);
      // What undici calls "fetch failed": the reason is its cause.
      if (!(error instanceof TypeError)) throw error;
      if (error.cause instanceof AssistantError) throw error.cause;
      throw new SiteError(0, describeError(error.cause ?? error));
    }
  };
  return { fetch, [Symbol.asyncDispose]: () => dispatcher.destroy() };
}
