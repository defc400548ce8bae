/** A real Chromium, and a citizen's page in it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './servers.ts';

export const CHROMIUM_MISSING = findChromium() === undefined && 'chromium is not installed';

/** Without a sandbox, which root has not, and without calls of its own to the outside. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('chromium is not installed');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[];
}

/** No finding of axe under WCAG 2.2 A and AA, in the page and in the widget's shadow root. */
export async function assertAccessible(page: Page): Promise<void> {
  const { violations } = (await page.evaluate(`(async () => {
    if (!window.axe) { const module = { exports: {} }; (function () { ${AXE} }).call(window); }
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  })()`)) as AxeResults;
  const findings = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
  assert.deepEqual(findings, []);
}

/** A citizen in front of the chat: what they would look for, by the names a screen reader reads. */
export async function openChat(context: BrowserContext, url: string) {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  const log = page.getByRole('log');
  const box = page.getByRole('textbox', { name: 'Sua mensagem' });
  await box.waitFor();
  return {
    page,
    log,
    box,
    /** What the browser complained about: errors in scripts, and what the security policy blocked. */
    errors,
    async say(text: string): Promise<void> {
      await box.fill(text);
      await box.press('Enter');
    },
    /** Says good morning, and waits until the assistant has answered. */
    async greet(): Promise<void> {
      await box.fill('bom dia');
      await box.press('Enter');
      await log
        .getByText(/assistente automático/i)
        .first()
        .waitFor();
    },
    /** How often the words stand in the conversation. */
    count: (words: string | RegExp): Promise<number> => log.getByText(words).count(),
    protocolNumber: async (): Promise<string> => {
      const shown = await page
        .getByText(/^Protocolo/)
        .first()
        .textContent();
      return (shown ?? '').replace(/\D/g, '');
    },
  };
}
