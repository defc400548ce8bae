/**
 * The whole house in front of browsers: the started program, citizens in the widget, and people at the desk,
 * each in a browser context of their own. People are signed in beforehand: what is tried is what they do then.
 */
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Database } from '../../src/database.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import type { Person, PersonRole } from '../../src/person.ts';
import { openBrowser, openChat } from './browser.ts';
import { findDocumentsCluster } from './database-template.ts';
import { temporaryFolder } from './databases.ts';
import { addSignedIn, type SignedInPerson } from './desk.ts';
import { copyAlwaysOpen } from './open-hours.ts';
import { type Program, SHARED_MODELS, startProgram } from './program.ts';
import { startPostgres } from './servers.ts';

export interface AtDesk {
  readonly person: SignedInPerson;
  readonly page: Page;
  /** What the browser complained about: errors in scripts, and what the security policy blocked. */
  readonly errors: readonly string[];
  /** What was said in the conversation in hand. */
  readonly story: Locator;
  /** Chooses it from the list, once it is there. */
  open(conversationId: string): Promise<void>;
  /** Writes to the citizen of the conversation in hand. */
  reply(text: string): Promise<void>;
  /** Ends their browser, as a crash does: nobody says goodbye. */
  crash(): Promise<void>;
}

export type Chat = Awaited<ReturnType<typeof openChat>>;

export interface JourneyHouse extends AsyncDisposable {
  readonly program: Program;
  readonly browser: Browser;
  readonly database: Database;
  /** Somebody signed in, in front of a page of the desk. */
  enter(roles: readonly PersonRole[], own?: Partial<Person>, options?: DeskOptions): Promise<AtDesk>;
  /** A citizen in front of the chat. */
  visit(): Promise<Chat>;
  /** A citizen who has asked for a person, and waits; with the id of their conversation. */
  waitInQueue(text?: string): Promise<{ readonly chat: Chat; readonly conversationId: string }>;
  /** Everybody leaves, and nothing waits any more: for what comes next. */
  clear(): Promise<void>;
}

export interface DeskOptions extends BrowserContextOptions {
  /** Below /desk; `inbox` where left out. */
  readonly path?: string;
  /** Where left out: whoever is at the inbox is given conversations. */
  readonly availability?: 'available' | 'busy' | 'away';
}

async function openWindow(
  { browser, program }: Pick<JourneyHouse, 'browser' | 'program'>,
  person: SignedInPerson,
  { path = 'inbox', availability: _, ...options }: DeskOptions,
): Promise<AtDesk> {
  const context = await browser.newContext({
    locale: 'pt-BR',
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  await context.addCookies([{ name: 'guiche_desk', value: person.token, url: program.url }]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${program.url}/desk/${path}`);
  await page.locator('main').waitFor();
  return {
    person,
    page,
    errors,
    story: page.getByRole('region', { name: 'História do contato' }),
    open: (conversationId) => page.locator(`[data-id="${conversationId}"]`).click(),
    async reply(text) {
      await page.getByRole('textbox', { name: 'Resposta ao cidadão' }).fill(text);
      await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    },
    crash: () => context.close(),
  };
}

const FIND = 'select id from conversations where protocol_number = $1';
const CLEAR = [
  `update conversations set status = 'closed' where status <> 'closed'`,
  'update people set active = false',
];

type Parts = Pick<JourneyHouse, 'program' | 'browser' | 'database'>;

function createHouse({ program, browser, database }: Parts): Omit<JourneyHouse, typeof Symbol.asyncDispose> {
  const visit = async () => openChat(await browser.newContext({ locale: 'pt-BR' }), program.url);
  return {
    ...{ program, browser, database, visit },
    async enter(roles, details = {}, options = {}) {
      const person = await addSignedIn(database, roles, details);
      const { availability = 'available' } = options;
      const values = [person.personId, availability];
      await database.query('update people set availability = $2 where id = $1', values);
      return openWindow({ browser, program }, person, options);
    },
    async waitInQueue(text = 'Quero falar com uma pessoa') {
      const chat = await visit();
      await chat.say(text);
      await chat.log.getByText('Você está na fila').first().waitFor();
      const [row] = await database.query<{ id: string }>(FIND, [await chat.protocolNumber()]);
      return { chat, conversationId: row?.id ?? '' };
    },
    async clear() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await database.batch(CLEAR.map((statement) => [statement, []] as const));
    },
  };
}

/** @param variables of the program, over what is usual */
export async function openJourneyHouse(variables: NodeJS.ProcessEnv = {}): Promise<JourneyHouse> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryFolder());
  copyAlwaysOpen(path);
  const server = stack.use(await startPostgres({ from: await findDocumentsCluster() }));
  const database = stack.use(await openPostgres(server.url, 4, createLog('silent')));
  const own = { DATABASE_URL: server.url, DATA_DIR: join(path, 'data'), MODELS_DIR: SHARED_MODELS };
  const limits = { MESSAGES_PER_MINUTE_ADDRESS: '1000', BURST_WINDOW_MS: '0' };
  const program = stack.use(await startProgram({ ...own, ...limits, ...variables }, path));
  const browser = stack.use(await openBrowser());
  const opened = stack.move();
  return {
    ...createHouse({ program, browser, database }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
