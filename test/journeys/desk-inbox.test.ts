/** Somebody at the inbox, in a real browser against the started program; a citizen writes in the widget. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING } from '../helpers/browser.ts';
import { type AtDesk, type JourneyHouse, openJourneyHouse } from '../helpers/desk-journey.ts';

type Citizen = Awaited<ReturnType<JourneyHouse['visit']>>;

const list = (page: Page) => page.getByRole('listbox', { name: /atendimentos/ });
const log = (page: Page) => page.getByRole('log');
const box = (page: Page) => page.getByRole('textbox', { name: 'Resposta ao cidadão' });
/** What the network took away, the browser complains of; nothing else. */
const ofNetwork = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|WebSocket/;

describe('the inbox', { skip: CHROMIUM_MISSING }, () => {
  let house: JourneyHouse;
  let citizen: Citizen;
  let ana: AtDesk;
  let protocol = '';
  before(async () => {
    house = await openJourneyHouse();
    citizen = await house.visit();
    ana = await house.enter(['attendant'], { name: 'Ana Ribeiro' });
    await citizen.greet();
    await citizen.say('quero falar com uma pessoa');
    protocol = await citizen.protocolNumber();
  });
  after(() => house?.[Symbol.asyncDispose]());

  it('is worked with the keyboard alone, from the list to the answer', async () => {
    const { page, errors } = ana;
    await page.getByRole('option').first().waitFor();
    await assertAccessible(page);
    await page.keyboard.press('i');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await log(page).getByText('quero falar com uma pessoa').waitFor();
    // The assistant's part, and why it said so.
    const why = log(page).locator('details').first();
    await why.locator('summary').focus();
    await page.keyboard.press('Enter');
    await why.getByText('Regra').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('r');
    await page.waitForFunction(`document.activeElement?.id === 'compose'`);
    await page.keyboard.type('Bom dia, sou a Ana.');
    await page.keyboard.press('Enter');
    await citizen.log.getByText('Bom dia, sou a Ana.').waitFor();
    await log(page)
      .getByText(/^\s*(entregue|lida)\s*$/)
      .last()
      .waitFor();
    await citizen.say('obrigado, Ana');
    await log(page).getByText('obrigado, Ana').waitFor();
    await page.waitForFunction(`document.title.startsWith('(1) ')`);
    assert.deepEqual(errors, []);
  });

  it('keeps a draft through a reload, and notes from the citizen', async () => {
    const { page } = ana;
    await box(page).fill('Vou ver o seu pedi');
    await page.reload();
    await box(page).waitFor();
    assert.equal(await box(page).inputValue(), 'Vou ver o seu pedi');
    await page.getByRole('button', { name: 'Nota interna', exact: true }).click();
    await page.getByRole('textbox', { name: /^Nota interna/ }).fill('cadastro conferido');
    await page.keyboard.press('Enter');
    await log(page).getByText('cadastro conferido').first().waitFor();
    await page.getByRole('button', { name: 'Resposta', exact: true }).click();
    assert.equal(await box(page).inputValue(), 'Vou ver o seu pedi');
    await box(page).fill('');
    assert.equal(await citizen.count('cadastro conferido'), 0);
  });

  it('sends what was written without a connection once, when there is one again', async () => {
    const { page, errors } = ana;
    const context = page.context();
    await context.setOffline(true);
    for (const text of ['primeira sem rede', 'segunda sem rede']) {
      await box(page).fill(text);
      await box(page).press('Enter');
    }
    await log(page).getByText('espera a conexão').first().waitFor();
    assert.equal(await citizen.count(/sem rede/), 0);
    await context.setOffline(false);
    await citizen.log.getByText('segunda sem rede').waitFor();
    assert.equal(await citizen.count('primeira sem rede'), 1);
    assert.equal(await citizen.count('segunda sem rede'), 1);
    await log(page).getByText('espera a conexão').first().waitFor({ state: 'detached' });
    assert.equal(
      await log(page)
        .getByText(/sem rede/)
        .count(),
      2,
    );
    assert.deepEqual(
      errors.filter((error) => !ofNetwork.test(error)),
      [],
    );
  });

  it('takes files, and shows how far they have gone until the citizen has them', async () => {
    const { page } = ana;
    const content = Buffer.from('Traga um documento com foto.');
    await page.setInputFiles('input[type=file]', {
      name: 'guia.txt',
      mimeType: 'text/plain',
      buffer: content,
    });
    await page.getByRole('button', { name: 'Tirar guia.txt' }).waitFor();
    await box(page).fill('Segue o guia.');
    await box(page).press('Enter');
    await citizen.log.getByRole('link', { name: /guia\.txt/ }).waitFor();
    await log(page)
      .getByRole('link', { name: /guia\.txt/ })
      .waitFor();
  });

  it('quotes with one key, offers ready answers, and labels several at once', async () => {
    const { page } = ana;
    await box(page).press('Control+k');
    const dialog = page.getByRole('dialog', { name: /base de conhecimento/ });
    await dialog.getByLabel('O que procurar').fill('número de protocolo');
    await dialog.getByRole('button', { name: 'Citar', exact: true }).first().waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Citar', exact: true }).first().click();
    assert.match(await box(page).inputValue(), /\[1\]$/);
    await box(page).press('Enter');
    await citizen.log
      .getByRole('button', { name: /^Fonte 1/ })
      .last()
      .waitFor();
    await list(page).focus();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Etiquetas' }).first().click();
    await page.getByLabel('Etiquetas, separadas por vírgula').fill('IPTU, segunda via');
    await assertAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('segunda via', { exact: true }).first().waitFor();
  });

  it('is helped by the co-pilot, which sends nothing by itself', async () => {
    const { page } = ana;
    await citizen.say('Qual o prazo para responder uma manifestação de ouvidoria?');
    await log(page).getByText('Qual o prazo').waitFor();
    const copilot = page.locator('.copilot');
    await copilot.getByRole('button', { name: 'Sugerir resposta' }).click();
    await copilot.getByRole('button', { name: 'Inserir na resposta' }).click();
    await page.waitForFunction(`document.getElementById('compose').value.includes('30 dias')`);
    await assertAccessible(page);
    assert.equal(await citizen.count(/30 dias/), 0);
    await box(page).fill('');
  });

  it('is read on a phone, in the dark, and in the languages of those who work there', async () => {
    const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const, hasTouch: true };
    const luz = await house.enter(
      ['supervisor'],
      { locale: 'es', name: 'Luz Paz' },
      { ...phone, availability: 'away' },
    );
    const { page, errors } = luz;
    await page.getByRole('heading', { name: 'Atenciones' }).first().waitFor();
    await page.getByRole('option').first().waitFor();
    await assertAccessible(page);
    await page.getByRole('option').first().click();
    await log(page).getByText('primeira sem rede').waitFor();
    assert.equal(await page.getByRole('listbox').isVisible(), false);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Ciudadano' }).click();
    await page.getByRole('heading', { name: 'Protocolos' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Cerrar el panel' }).click();
    await page.getByRole('button', { name: 'Volver a la lista' }).click();
    await page.getByRole('option').first().waitFor();
    assert.deepEqual(errors, []);
    const joy = await house.enter(['auditor'], { locale: 'en', queues: [] }, { availability: 'away' });
    await joy.page.getByRole('option').first().click();
    await joy.page.getByText('You follow this conversation without replying.').waitFor();
    assert.deepEqual(joy.errors, []);
  });

  it('shows two thousand lines as easily as ten', async () => {
    const { page } = await house.enter(['supervisor'], {}, { availability: 'away', path: 'profile' });
    await page.route('**/api/v1/desk/tickets?view=all*', async (route) => {
      if (route.request().url().includes('search=')) return route.continue();
      const response = await route.fetch();
      const { tickets } = (await response.json()) as { tickets: Record<string, unknown>[] };
      const many = Array.from({ length: 2_000 }, (_, index) => {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        return {
          ...tickets[0],
          ticketId: id,
          conversationId: id,
          contact: index === 1_234 ? 'Zulmira Prates' : `Pessoa ${index}`,
          lastSeq: 1,
        };
      });
      await route.fulfill({ response, json: { tickets: many, next: null } });
    });
    await page.goto(`${house.program.url}/desk/inbox`);
    // And the real one, where something happens to it meanwhile.
    await page.getByText(/^2\.00[01] atendimentos$/).waitFor();
    await list(page).focus();
    await page.keyboard.press('End');
    await page.waitForFunction(
      `[...document.querySelectorAll('.rows [role=option]')].some((line) => line.ariaPosInSet === line.ariaSetSize)`,
    );
    const drawn = await page.getByRole('option').count();
    assert.ok(drawn < 60, `${drawn} lines are in the page`);
    await page.getByRole('searchbox', { name: 'Buscar' }).fill('zulmira');
    await page.getByText('1 atendimento', { exact: true }).waitFor();
  });

  it('closes with a reason, and shows it among those that are closed', async () => {
    const { page } = ana;
    await page.getByRole('option').first().click();
    await list(page).focus();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: /^Encerrar/ });
    await dialog.getByLabel('O cidadão não respondeu').check();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Encerrar', exact: true }).click();
    await page.getByText('Reabra para responder.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Encerrados' }).click();
    await page.getByRole('searchbox', { name: 'Buscar' }).fill(protocol);
    await page.getByText('1 atendimento', { exact: true }).waitFor();
  });
});
