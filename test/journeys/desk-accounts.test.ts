/** Accounts in a browser: invited, a password chosen, a second factor, and out again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING, openBrowser } from '../helpers/browser.ts';
import { openDesk, type SignedInPerson } from '../helpers/desk.ts';

const PASSWORD = 'cavalo azul trem pera';

/** A browser of its own; signed in where somebody is named. */
async function openPage(browser: Browser, url: string, person?: SignedInPerson): Promise<Page> {
  const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 390, height: 800 } });
  if (person) await context.addCookies([{ name: 'guiche_desk', value: person.token, url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

describe('accounts in the browser', { skip: CHROMIUM_MISSING }, () => {
  it('are invited, choose a password, turn a second factor on, and sign in with it', async () => {
    await using desk = await openDesk();
    const url = await desk.http.listen({ port: 0 });
    await using browser = await openBrowser();

    const admin = await openPage(browser, url, desk.people.admin);
    await admin.goto(`${url}/desk/people`);
    await admin.getByRole('button', { name: 'Convidar pessoa' }).click();
    await admin.getByLabel(/^Nome/).fill('Inês Prado');
    await assertAccessible(admin);
    await admin.getByRole('button', { name: 'Criar convite' }).click();
    await admin.getByText('Use de duas').waitFor();
    await admin.getByLabel(/^Usuário/).fill('ines');
    await admin.getByRole('button', { name: 'Criar convite' }).click();
    const link = await admin.getByRole('textbox', { name: 'Link' }).inputValue();
    await admin.getByRole('button', { name: 'Fechar' }).click();
    await admin
      .getByRole('row', { name: /Inês Prado/ })
      .getByText('Convidada')
      .waitFor();
    await assertAccessible(admin);

    const page = await openPage(browser, url);
    await page.goto(link);
    await page.getByText('O seu usuário é ines').waitFor();
    await page.getByLabel(/^Senha/).fill('senha1234567');
    await page.getByLabel('Repita a senha').fill('senha1234567');
    await page.getByRole('button', { name: 'Salvar e entrar' }).click();
    await page.getByText('entre as primeiras').waitFor();
    await assertAccessible(page);
    await page.getByLabel(/^Senha/).fill(PASSWORD);
    await page.getByLabel('Repita a senha').fill(PASSWORD);
    await page.getByRole('button', { name: 'Salvar e entrar' }).click();
    await page.getByRole('button', { name: 'Conta de Inês Prado' }).waitFor();

    await page.goto(`${url}/desk/profile`);
    await page.getByRole('button', { name: 'Ligar o segundo fator' }).click();
    const key = (await page.locator('.key').innerText()).replaceAll(' ', '');
    const totp = new TOTP({ secret: Secret.fromBase32(key) });
    await assertAccessible(page);
    await page.getByLabel('Código do aplicativo').fill(totp.generate());
    await page.getByRole('button', { name: 'Confirmar' }).click();
    const codes = await page.getByRole('dialog').getByRole('listitem').allInnerTexts();
    assert.equal(codes.length, 10);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Guardei os códigos' }).click();

    await page.getByRole('button', { name: 'Conta de Inês Prado' }).click();
    await page.getByRole('button', { name: 'Sair' }).click();
    await page.getByLabel('Usuário').fill('ines');
    await page.getByLabel('Senha').fill(`${PASSWORD}!`);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByText('não conferem').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Senha').fill(PASSWORD);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByLabel('Código').fill(codes[0] ?? '');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByRole('button', { name: 'Conta de Inês Prado' }).waitFor();
    assert.match(new URL(page.url()).pathname, /^\/desk\/profile/);
  });
});
