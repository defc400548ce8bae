/** What an author does in the playground, in a real browser against the started program. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { parse } from 'yaml';
import { assertAccessible, CHROMIUM_MISSING, openBrowser } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/databases.ts';
import { type OpenAiServer, startOpenAiServer } from '../helpers/openai-server.ts';
import { type Program, startProgram } from '../helpers/program.ts';

const TOKEN = 'a-token-that-only-this-test-knows';
const QUESTION = 'Como acompanho o meu pedido?';
const QUOTE = 'informe o número de protocolo de 15 dígitos';
const KEPT = 'Para acompanhar o seu pedido, informe o número de protocolo de 15 dígitos.';
const CUT = 'A resposta chega em 77 dias.';

/** As a model would write it, the quote before the sentence. */
const WRITTEN = JSON.stringify({
  frases: [
    { citacoes: [{ passagem: 1, trecho: QUOTE }], frase: KEPT },
    { citacoes: [{ passagem: 1, trecho: QUOTE }], frase: CUT },
  ],
});

/** An author in front of the page: what they would look for, by the names a screen reader reads. */
async function openPlayground(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'pt-BR', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${url}/desk/playground`);
  const box = page.getByLabel('Pergunta', { exact: true });
  return {
    page,
    box,
    errors,
    async enter(token = TOKEN): Promise<void> {
      await page.getByLabel('Código de acesso').fill(token);
      await page.keyboard.press('Enter');
    },
    async ask(question: string): Promise<void> {
      await box.fill(question);
      await box.press('Enter');
      await page.getByText(/^Pronto em/).waitFor();
    },
  };
}

const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()');

describe('an author in the playground', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let program: Program;
  let model: OpenAiServer;
  before(async () => {
    const folder = stack.use(temporaryFolder());
    model = stack.use(await startOpenAiServer());
    const variables = { DATA_DIR: folder.path, LLM_URL: model.url, LLM_MODEL: 'test-model' };
    program = stack.use(await startProgram({ ...variables, OPERATOR_TOKEN: TOKEN }));
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());

  it('gets in with the token only, and sees how a question is answered', async () => {
    model.reply({ tokens: WRITTEN.split(/(?<= )/) });
    const { page, box, errors, enter, ask } = await openPlayground(browser, program.url);
    await enter('wrong');
    await page.getByText(/não confere/).waitFor();
    await assertAccessible(page);
    errors.length = 0;
    await enter();
    await box.waitFor();
    await ask(QUESTION);
    const passages = page.getByRole('region', { name: 'Trechos encontrados' });
    const marked = await passages.locator('mark').allTextContents();
    assert.ok(
      marked.some((text) => text.includes(QUOTE)),
      marked.join(' | '),
    );
    const first = passages.getByRole('listitem').first();
    await first.getByText(/guiche\/acompanhar-pedido/).waitFor();
    await first.getByText('Confiança').waitFor();
    const answers = page.getByRole('region', { name: 'Resposta' });
    const final = answers.getByRole('article').filter({ hasText: 'O que o cidadão recebe' });
    await final.getByText(/informe o número de protocolo de 15 dígitos/).waitFor();
    assert.equal(await final.getByText('77 dias').count(), 0);
    await answers.getByText('Sem modelo: trechos dos documentos').waitFor();
    const checks = page.getByRole('region', { name: /Conferência/ }).getByRole('listitem');
    assert.match((await checks.nth(0).textContent()) ?? '', /^Mantida/);
    assert.match((await checks.nth(1).textContent()) ?? '', /^Retirada.*77 dias.*número/);
    await page.getByText('O que o modelo recebe').click();
    await page
      .getByText(/"?pergunta"?/)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Compreensão' }).getByText('pt-BR', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Tempos' }).getByText('Busca').waitFor();
    await assertAccessible(page);
    assert.deepEqual(errors, []);
  });

  it('takes a question over for the tests of the collection', async () => {
    model.reply({ tokens: [WRITTEN] });
    const { page, enter, ask } = await openPlayground(browser, program.url);
    await enter();
    await ask(QUESTION);
    const passages = page.getByRole('region', { name: 'Trechos encontrados' });
    await passages.getByRole('button', { name: 'Copiar como pergunta de teste' }).first().click();
    await page.getByText(/^Copiado/).waitFor();
    const [question] = parse(await copied(page)) as Record<string, string>[];
    assert.equal(question?.['question'], QUESTION);
    assert.equal(question?.['document'], 'acompanhar-pedido');
    assert.ok((question?.['contains'] ?? '').length > 10);
    await ask('xyzzy plugh');
    await page.getByText('Sem resposta').first().waitFor();
    await page.getByRole('button', { name: 'Copiar como “sem resposta”' }).click();
    await page.getByText(/^Copiado/).waitFor();
    assert.deepEqual(parse(await copied(page)), [{ question: 'xyzzy plugh', answer: 'none' }]);
  });

  it('shows what anybody wrote as the text that it is', async () => {
    const hostile = 'Como acompanho o meu <b>pedido</b>?';
    model.reply({ tokens: ['<b>negrito</b><script>document.title=2</script>'] });
    const { page, enter, ask } = await openPlayground(browser, program.url);
    await enter();
    const title = await page.title();
    await ask(hostile);
    await page.getByText('<b>negrito</b>').waitFor();
    await page.getByText('O que o modelo recebe').click();
    await page.getByText('<b>pedido</b>').last().waitFor();
    assert.equal(await page.title(), title);
    assert.equal(await page.locator('b, img').count(), 0);
  });

  it('searches one collection, by keyboard alone', async () => {
    model.reply({ tokens: [WRITTEN] });
    const { page, box, enter } = await openPlayground(browser, program.url);
    await enter();
    await box.waitFor();
    await page.keyboard.type('como peço a poda de uma árvore?');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Sobre este');
    await box.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^Pronto em/).waitFor();
    const places = await page.locator('.place').allTextContents();
    assert.deepEqual(
      places.filter((place) => !place.startsWith('guiche/')),
      [],
    );
  });

  for (const [name, options] of [
    ['light, on a phone', { viewport: { width: 360, height: 740 } }],
    ['dark', { colorScheme: 'dark' }],
  ] as const) {
    it(`is accessible: ${name}`, async () => {
      model.reply({ status: 503 });
      const { page, enter, ask } = await openPlayground(browser, program.url, options);
      await assertAccessible(page);
      await enter();
      await page.getByText('Filtros e perguntas anteriores').click();
      await ask(QUESTION);
      await page.getByText(/O modelo falhou/).waitFor();
      await assertAccessible(page);
      const width = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(width, 0, 'nothing stands beside the screen');
    });
  }

  for (const [locale, title] of [
    ['en', 'Question playground'],
    ['es', 'Prueba de preguntas'],
  ] as const) {
    it(`speaks ${locale}`, async () => {
      const { page } = await openPlayground(browser, program.url, { locale });
      await page.getByRole('heading', { name: title }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), locale);
    });
  }
});

describe('an author in a house without a model server', { skip: CHROMIUM_MISSING }, () => {
  it('is told so kindly, and sees the answer of the documents’ own sentences', async () => {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(temporaryFolder());
    const program = stack.use(await startProgram({ DATA_DIR: folder.path, OPERATOR_TOKEN: TOKEN }));
    const browser = stack.use(await openBrowser());
    const { page, errors, enter, ask } = await openPlayground(browser, program.url);
    await enter();
    await ask(QUESTION);
    await page.getByText(/Nenhum servidor de modelo/).waitFor();
    await page.getByText('O que o cidadão recebe').waitFor();
    assert.ok((await page.locator('mark').count()) > 0);
    assert.equal(await page.getByText('Sem modelo: trechos dos documentos').count(), 0);
    assert.deepEqual(errors, []);
  });
});
