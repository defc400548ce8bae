/** A citizen logs in with gov.br from the chat, in a real browser, and goes on in another. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING, openBrowser, openChat } from './helpers/browser.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { CLIENT_ID, CLIENT_SECRET, startOidcServer } from './helpers/oidc-server.ts';
import { type Program, startProgram } from './helpers/program.ts';

describe('a citizen who logs in', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let program: Program;
  before(async () => {
    const folder = stack.use(temporaryFolder());
    const provider = stack.use(await startOidcServer());
    program = stack.use(
      await startProgram({
        DATA_DIR: folder.path,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
      }),
    );
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());
  const visit = async () => openChat(await browser.newContext({ locale: 'pt-BR' }), program.url);
  type Chat = Awaited<ReturnType<typeof visit>>;

  async function logIn({ page, box }: Chat, cpf: string): Promise<void> {
    await page.getByRole('button', { name: 'Entrar com gov.br' }).click();
    await page.getByRole('textbox', { name: 'CPF' }).fill(cpf);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await box.waitFor();
  }

  it('is told when the login came to nothing, and may go on without it', async () => {
    const chat = await visit();
    await chat.greet();
    await chat.page.goto(`${program.url}/#guiche-login=${encodeURIComponent('forged')}`);
    await chat.page.reload();
    await chat.page.getByText(/Não foi possível entrar agora/).waitFor();
    assert.equal(new URL(chat.page.url()).hash, '');
    await assertAccessible(chat.page);
    await chat.say('quero fazer uma reclamação');
    await chat.log.getByText(/Conte o que aconteceu/).waitFor();
  });

  it('goes on in another browser with the same protocol number and question', async () => {
    const home = await visit();
    await home.say('quero fazer uma reclamação');
    await home.log.getByText(/Conte o que aconteceu/).waitFor();
    await assertAccessible(home.page);
    await logIn(home, '123.456.789-09');
    await home.log.getByText(/Pronto, você entrou/).waitFor();
    assert.equal(await home.count('quero fazer uma reclamação'), 1, 'what was said is still there');
    assert.equal(new URL(home.page.url()).hash, '', 'nothing of the login stays in the address');

    const library = await visit();
    await library.greet();
    const other = await library.protocolNumber();
    await logIn(library, '123.456.789-09');
    await library.log.getByText(/Pronto, você entrou/).waitFor();
    await library.log.getByText(/Conte o que aconteceu/).waitFor();
    assert.equal(await library.protocolNumber(), await home.protocolNumber());
    assert.notEqual(await library.protocolNumber(), other);
    assert.equal(await library.count('quero fazer uma reclamação'), 0, 'nothing of before');
    await library.say('o posto de saúde estava fechado ontem de manhã');
    await library.log.getByText(/Onde foi/).waitFor();
    // The page at home sees that it goes on.
    await home.log.getByText(/Onde foi/).waitFor();
    assert.deepEqual([...home.errors, ...library.errors], []);
  });

  it('leaves a shared computer, and nothing of theirs stays on the screen', async () => {
    const chat = await visit();
    await chat.greet();
    await logIn(chat, '987.654.321-00');
    await chat.log.getByText(/Pronto, você entrou/).waitFor();
    await logIn(chat, '111.444.777-35');
    await chat.box.waitFor();
    await chat.page.getByText(/Olá! Como podemos ajudar/).waitFor();
    assert.equal(await chat.log.getByText('bom dia').count(), 0);
  });
});
