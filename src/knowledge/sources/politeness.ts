/** How a site is treated: one request at a time, with a pause, as its robots.txt allows, and not against its will. */
import { setTimeout as pause } from 'node:timers/promises';
import robots from 'robots-parser';
import { describeError } from '../../errors.ts';
import { type Fetch, type Fetched, type FetchOptions, SiteError } from './fetch.ts';

// Its types describe a module with a default export; it is the function itself.
const parseRobots = robots as unknown as typeof robots.default;

/** As robots.txt files name us. */
export const ROBOT = 'Guiche';
/** RFC 9309: at least 500 KiB of it must be read. */
const ROBOTS_LIMIT_BYTES = 512_000;
/** A longer Crawl-delay is taken as this: a day must do for a site of 2,800 pages. */
const LONGEST_PAUSE_MS = 30_000;
/** A site that fails so often on end is left alone until the next time. */
const FAILURES = 5;

type Robots = Pick<ReturnType<typeof parseRobots>, 'isAllowed' | 'getCrawlDelay'>;

const ANYTHING: Robots = { isAllowed: () => true, getCrawlDelay: () => undefined };

interface Site {
  readonly robots: Promise<Robots>;
  last: Promise<unknown>;
  /** Whether the last turn asked anything of it. */
  asked: boolean;
  failures: number;
  /** Why nothing more is asked of it. */
  closed: string | undefined;
}

/** RFC 9309: where a site has no robots.txt all is allowed; where it cannot tell, nothing. */
async function readRobots(fetch: Fetch, origin: string, signal: AbortSignal | undefined): Promise<Robots> {
  const address = `${origin}/robots.txt`;
  try {
    const limitBytes = ROBOTS_LIMIT_BYTES;
    const fetched = await fetch(address, { allow: [`${origin}/`], limitBytes, signal });
    return parseRobots(address, new TextDecoder().decode(fetched?.content));
  } catch (error) {
    if (error instanceof SiteError && error.status >= 400 && error.status < 500 && error.status !== 429)
      return ANYTHING;
    throw new Error(`${address} cannot be read: ${describeError(error)}`);
  }
}

/**
 * What sites are told apart by is their origin; what is learnt of them holds as long as the function is used.
 * @param pauseMs between two requests to a site that asks for no longer one
 */
export function createPoliteFetch(fetch: Fetch, pauseMs: number): Fetch {
  const sites = new Map<string, Site>();

  function siteOf({ origin }: URL, signal: AbortSignal | undefined): Site {
    const known = sites.get(origin);
    if (known) return known;
    const robots = readRobots(fetch, origin, signal);
    const site: Site = { robots, last: Promise.resolve(), asked: true, failures: 0, closed: undefined };
    robots.catch((error: unknown) => {
      site.closed = describeError(error);
    });
    sites.set(origin, site);
    return site;
  }

  async function permit(url: URL, signal: AbortSignal | undefined): Promise<Robots> {
    const robots = await siteOf(url, signal).robots;
    if (robots.isAllowed(url.href, ROBOT) === false)
      throw new Error(`robots.txt of ${url.host} does not allow it`);
    return robots;
  }

  /** Lets go of a site that asks for it, or that is not there. */
  function noteFailure(site: Site, error: unknown): void {
    if (!(error instanceof SiteError)) return;
    const { status } = error;
    if (status === 429) site.closed = 'the server asks for patience (429)';
    site.failures = status === 0 || status >= 500 ? site.failures + 1 : 0;
    if (site.failures >= FAILURES) site.closed ??= `the server failed ${FAILURES} times on end`;
  }

  async function fetchFrom(site: Site, url: URL, options: FetchOptions): Promise<Fetched | undefined> {
    const { signal } = options;
    signal?.throwIfAborted();
    site.asked = false;
    await permit(url, signal);
    if (site.closed !== undefined) throw new Error(site.closed);
    site.asked = true;
    try {
      const allowed = async (next: URL) => void (await permit(next, signal));
      const fetched = await fetch(url.href, { ...options, permit: allowed });
      site.failures = 0;
      return fetched;
    } catch (error) {
      noteFailure(site, error);
      throw error;
    }
  }

  return (address, options) => {
    const url = new URL(address);
    const site = siteOf(url, options.signal);
    const own = site.last.then(() => fetchFrom(site, url, options));
    site.last = own
      .catch(() => undefined)
      .then(async () => {
        if (site.closed !== undefined || !site.asked) return;
        const delay = (await site.robots.catch(() => ANYTHING)).getCrawlDelay(ROBOT) ?? 0;
        const pauseFor = Math.min(LONGEST_PAUSE_MS, Math.max(pauseMs, delay * 1_000));
        await pause(pauseFor, undefined, options.signal ? { signal: options.signal } : {});
      })
      .catch(() => undefined);
    return own;
  };
}
