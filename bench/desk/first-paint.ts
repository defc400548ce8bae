/** How long the inbox takes to show its first lines, in Chromium, from the navigation on. */
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/helpers/browser.ts';
import { until } from '../../test/helpers/servers.ts';
import { percentile } from '../parts/figures.ts';

/** Each in a browser profile of its own, with nothing in its cache. */
const TIMES = 7;
const WITHIN_MS = 30_000;

/** Notes in the page when a line of the list had been drawn: the frame after the one that holds it. */
const WATCH = `
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('[role=option]')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.paintedMs = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });`;

/** @param address of the inbox; time is counted from the beginning of the navigation to it */
async function open(
  browser: Browser,
  address: string,
  token: string,
): Promise<{ coldMs: number; warmMs: number }> {
  const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 860 } });
  try {
    await context.addCookies([{ name: 'guiche_desk', value: token, url: new URL(address).origin }]);
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    const read = (): Promise<number> =>
      until(
        async () => (await page.evaluate('window.paintedMs')) as number | undefined,
        'the list',
        WITHIN_MS,
      );
    await page.goto(address, { waitUntil: 'commit' });
    const coldMs = await read();
    await page.reload({ waitUntil: 'commit' });
    return { coldMs, warmMs: await read() };
  } finally {
    await context.close();
  }
}

const median = (figures: readonly number[]): number =>
  Math.round(
    percentile(
      figures.toSorted((one, other) => one - other),
      0.5,
    ),
  );

/** Medians: with nothing in the browser's cache, and where it was there before. */
export async function measureFirstPaint(url: string, token: string) {
  await using browser = await openBrowser();
  const times: { coldMs: number; warmMs: number }[] = [];
  // The first of all begins the server's own work of putting the pages together.
  for (let time = 0; time <= TIMES; time++) times.push(await open(browser, `${url}/desk/inbox`, token));
  const [first, ...others] = times;
  return {
    firstPaintMs: median(others.map(({ coldMs }) => coldMs)),
    cachedFirstPaintMs: median(others.map(({ warmMs }) => warmMs)),
    veryFirstPaintMs: Math.round(first?.coldMs ?? 0),
  };
}
