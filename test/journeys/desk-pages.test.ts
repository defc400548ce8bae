/** The desk's pages for webhooks and ready answers, and every page by the rules of accessibility, light and dark. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING, openBrowser } from '../helpers/browser.ts';
import { type Desk, openDesk, type SignedInPerson } from '../helpers/desk.ts';
import { until } from '../helpers/servers.ts';
import { isGenuine, startTelling } from '../helpers/told-house.ts';
import { startReceiver } from '../helpers/webhook.ts';

const INSIDE = [
  'inbox',
  'board',
  'reports',
  'reviews',
  'answers',
  'webhooks',
  'people',
  'profile',
  'nowhere',
];
const OUTSIDE = ['sign-in', 'set-up'];

describe('the desk’s pages', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let desk: Desk;
  let browser: Browser;
  let url = '';
  before(async () => {
    desk = stack.use(await openDesk({ settings: { DESK_WEBHOOK_HOSTS: '127.0.0.1' } }));
    url = await desk.http.listen({ port: 0 });
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());
  /** @param person undefined: nobody is signed in */
  async function open(person: SignedInPerson | undefined, path: string): Promise<Page> {
    const context = await browser.newContext({ locale: 'pt-BR' });
    if (person) await context.addCookies([{ name: 'guiche_desk', value: person.token, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/desk/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  it('adds a webhook, shows its secret once, tries it and tells it again', async () => {
    await using far = await startReceiver();
    await using _telling = startTelling(desk.database);
    const page = await open(desk.people.admin, 'webhooks');
    await page.getByRole('button', { name: 'Novo webhook' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(/^Nome/).fill('Protocolo da prefeitura');
    await form.getByLabel(/^Endereço/).fill('https://10.0.0.7/avisos');
    await form.getByRole('button', { name: 'Salvar' }).click();
    await form.getByText('Este endereço não é aceito').waitFor();
    await assertAccessible(page);
    await form.getByLabel(/^Endereço/).fill(far.url);
    await form.getByRole('button', { name: 'Salvar' }).click();
    const secret = await page.getByLabel('Segredo', { exact: true }).inputValue();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Já guardei' }).click();
    await page.getByRole('button', { name: 'Enviar teste' }).click();
    await until(() => far.received.length > 0, 'the test to arrive');
    assert.ok(far.received.every((each) => isGenuine(each, secret)));
    await page.getByRole('link', { name: 'Registro de entregas' }).click();
    await page.getByRole('heading', { name: 'Registro de Protocolo da prefeitura' }).waitFor();
    await until(async () => {
      await page.getByRole('button', { name: 'Atualizar' }).click();
      return page.getByText('Entregue').isVisible();
    }, 'the log to show it');
    await assertAccessible(page);
    await page.getByRole('button', { name: /^Enviar de novo/ }).click();
    await until(() => far.received.length > 1, 'it to be told again');
    assert.equal((await page.content()).includes(secret), false);
  });

  it('keeps ready answers: everybody’s by authors, their own by those who answer', async () => {
    const add = async (page: Page, shortcut: string) => {
      await page.getByRole('button', { name: 'Nova resposta' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(/^Atalho/).fill(shortcut);
      await form.getByLabel(/^Título/).fill('Boas-vindas');
      await form.getByLabel(/^Texto/).fill('Olá, {primeiro_nome}! Aqui é {atendente}.');
      await form.getByRole('button', { name: 'Salvar' }).click();
    };
    const author = await open(desk.people.author, 'answers');
    await add(author, 'ola');
    await author.getByRole('row', { name: /\/ola/ }).waitFor();
    await add(author, 'ola');
    await author.getByText('Este atalho já existe').waitFor();
    await assertAccessible(author);
    const attendant = await open(desk.people.attendant, 'answers');
    await add(attendant, 'meu');
    await attendant.getByRole('row', { name: /\/meu/ }).getByText('Só para mim').waitFor();
    assert.equal(await attendant.getByRole('button', { name: 'Editar /ola' }).count(), 0);
    await attendant.getByRole('button', { name: 'Remover /meu' }).click();
    await attendant.getByRole('dialog').getByRole('button', { name: 'Remover' }).click();
    await attendant.getByRole('row', { name: /\/meu/ }).waitFor({ state: 'detached' });
  });

  it('keep to the rules of accessibility, light and dark', async () => {
    const check = async (page: Page, paths: readonly string[]) => {
      for (const path of paths) {
        await page.goto(`${url}/desk/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await assertAccessible(page);
        }
      }
    };
    await check(await open(desk.people.admin, 'profile'), INSIDE);
    await check(await open(undefined, 'sign-in'), OUTSIDE);
  });
});
