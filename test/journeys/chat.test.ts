/** What a citizen does in the web chat, in a real browser against the started program. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING, openBrowser, openChat } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/databases.ts';
import { type OpenAiServer, startOpenAiServer } from '../helpers/openai-server.ts';
import { type Program, startProgram } from '../helpers/program.ts';
import { until } from '../helpers/servers.ts';
import { writeStatements } from '../helpers/statements.ts';

const QUESTION = 'Como acompanho o meu pedido?';
/** As a model would write it: short pieces, each sentence behind the words of its passage. */
const pieces = writeStatements(
  [
    'Para acompanhar o seu pedido, informe o número de protocolo de 15 dígitos.',
    'informe o número de protocolo de 15 dígitos',
  ],
  [
    'O assistente responde na hora se o pedido está aberto, na fila ou encerrado.',
    'O assistente responde na hora se o pedido está aberto, na fila ou encerrado',
  ],
).split(/(?<= )/);

describe('a citizen in the web chat', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let program: Program;
  let model: OpenAiServer;
  before(async () => {
    const folder = stack.use(temporaryFolder());
    model = stack.use(await startOpenAiServer());
    const variables = { DATA_DIR: folder.path, LLM_URL: model.url, LLM_MODEL: 'test-model' };
    program = stack.use(await startProgram({ ...variables, MESSAGES_PER_MINUTE_ADDRESS: '1000' }));
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());
  const visit = async () => openChat(await browser.newContext({ locale: 'pt-BR' }), program.url);

  it('asks, sees the answer grow, and opens the passage that it cites', async () => {
    model.reply({ tokens: pieces, tokenDelayMs: 250 });
    const chat = await visit();
    await chat.say(QUESTION);
    // The first sentence stands there while the second is still being written.
    await chat.page.getByText('informe o número de protocolo').waitFor();
    assert.equal(await chat.page.getByText('se o pedido está aberto').count(), 0);
    await chat.log.getByText('se o pedido está aberto').waitFor();
    assert.match(await chat.protocolNumber(), /^\d{15}$/);
    await chat.page
      .getByRole('button', { name: /^Fonte 1/ })
      .first()
      .click();
    const passage = chat.page.getByRole('dialog');
    await passage.getByText('protocolo').first().waitFor();
    const quoted = await passage.locator('mark').allTextContents();
    assert.ok(quoted.join('').length > 10, 'the quoted words are marked');
    await assertAccessible(chat.page);
    await chat.page.keyboard.press('Escape');
    await passage.waitFor({ state: 'hidden' });
    assert.deepEqual(chat.errors, []);
  });

  it('reloads in the middle of an answer, and finds everything once', async () => {
    model.reply({ tokens: pieces, tokenDelayMs: 250 });
    const chat = await visit();
    await chat.say(QUESTION);
    await chat.page.getByText('informe o número de protocolo').waitFor();
    const before = await chat.protocolNumber();
    await chat.page.reload();
    await chat.log.getByText('se o pedido está aberto').waitFor();
    assert.equal(await chat.count(QUESTION), 1);
    assert.equal(await chat.count('informe o número de protocolo'), 1);
    assert.equal(await chat.protocolNumber(), before);
  });

  it('loses the connection, writes on, and nothing is lost or doubled', async () => {
    model.reply({ tokens: pieces });
    const chat = await visit();
    await chat.greet();
    await chat.page.context().setOffline(true);
    await chat.page.getByText(/Sem conexão/).waitFor();
    await chat.say('obrigado pela ajuda');
    await chat.page.context().setOffline(false);
    await until(async () => (await chat.count('Enviada')) === 2, 'the message to be sent', 30_000);
    assert.equal(await chat.count('obrigado pela ajuda'), 1);
    await chat.page.reload();
    await chat.log.getByText('obrigado pela ajuda').waitFor();
    assert.equal(await chat.count('obrigado pela ajuda'), 1);
  });

  it('asks for a person, is told about the queue, and goes back to the assistant', async () => {
    const chat = await visit();
    await chat.say('quero falar com uma pessoa');
    await chat.log.getByText(/fila/).first().waitFor();
    await chat.page.getByRole('button', { name: 'Voltar ao assistente' }).first().click();
    await chat.log.getByText(/saiu da fila/).waitFor();
    await assertAccessible(chat.page);
  });

  it('looks up a protocol: a wrong digit is said kindly, the right number answered', async () => {
    const chat = await visit();
    await chat.greet();
    const right = await chat.protocolNumber();
    const wrong = right.slice(0, 14) + ((Number(right[14]) + 1) % 10);
    await chat.say('quero consultar um protocolo');
    await chat.log
      .getByText(/número/)
      .last()
      .waitFor();
    await chat.say(wrong);
    await chat.log
      .getByText(/algum dígito|dígito/)
      .last()
      .waitFor();
    await chat.say(right);
    await chat.log.getByText(/abert/).last().waitFor();
    assert.deepEqual(chat.errors, []);
  });

  it('says goodbye, and begins anew under another protocol number', async () => {
    const chat = await visit();
    await chat.greet();
    const first = await chat.protocolNumber();
    await chat.say('tchau');
    await chat.page.getByRole('button', { name: 'Ótimo' }).click();
    await chat.log.getByText(/nota 5/).waitFor();
    await chat.log.getByText(/Conversa encerrada/).waitFor();
    await chat.say('oi');
    await chat.log.getByText(/Nova conversa/).waitFor();
    await until(async () => (await chat.protocolNumber()) !== first, 'the new number');
    assert.equal(await chat.count('bom dia'), 1, 'what was said before stays on screen');
  });

  it('is answered from the documents while the model server is down', async () => {
    model.reply({ status: 503 });
    const chat = await visit();
    await chat.say(QUESTION);
    await chat.page
      .getByRole('button', { name: /^Fonte 1/ })
      .first()
      .waitFor();
    assert.equal(await chat.count(QUESTION), 1);
  });

  it('shows what anybody wrote as the text that it is', async () => {
    const hostile = '<img src=x onerror="document.title=1"><b>negrito</b>';
    // The document’s words come from a model that was talked into markup.
    model.reply({
      tokens: [
        writeStatements([
          'Informe o <b>número de protocolo</b> <script>document.title=document.URL</script>.',
          'informe o número de protocolo de 15 dígitos',
        ]),
      ],
    });
    const chat = await visit();
    const title = await chat.page.title();
    await chat.say(hostile);
    await chat.log.getByText(hostile).waitFor();
    // What is written in a row is one question.
    await chat.log.locator('.message.assistant').first().waitFor();
    await chat.say(QUESTION);
    await chat.page
      .getByRole('button', { name: /^Fonte 1/ })
      .first()
      .waitFor();
    assert.equal(await chat.page.title(), title);
    assert.equal(await chat.log.locator('b, img, script').count(), 0);
  });

  it('does everything by keyboard', async () => {
    model.reply({ tokens: pieces });
    const chat = await visit();
    await chat.box.focus();
    await chat.page.keyboard.type(QUESTION);
    await chat.page.keyboard.press('Enter');
    const source = chat.page.getByRole('button', { name: /^Fonte 1/ }).first();
    await source.waitFor();
    await source.focus();
    await chat.page.keyboard.press('Enter');
    await chat.page.getByRole('dialog').waitFor();
    await chat.page.keyboard.press('Escape');
    await until(() => source.evaluate((element) => element.matches(':focus')), 'the focus to come back');
  });

  it('follows the same conversation in two tabs', async () => {
    const context = await browser.newContext({ locale: 'pt-BR' });
    const one = await openChat(context, program.url);
    await one.greet();
    const two = await openChat(context, program.url);
    await two.log.getByText('bom dia').waitFor();
    await two.say('obrigado');
    await one.log.getByText('obrigado', { exact: true }).waitFor();
    assert.equal(await two.protocolNumber(), await one.protocolNumber());
  });

  for (const theme of ['neutral', 'govbr']) {
    for (const scheme of ['light', 'dark']) {
      it(`is accessible in the theme ${theme}, ${scheme}`, async () => {
        const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 360, height: 740 } });
        const chat = await openChat(context, `${program.url}/?theme=${theme}&scheme=${scheme}`);
        await assertAccessible(chat.page);
        await chat.say('o que você sabe fazer?');
        await chat.log.getByRole('button').first().waitFor();
        await assertAccessible(chat.page);
      });
    }
  }

  for (const [locale, name] of [
    ['en', 'Your message'],
    ['es', 'Tu mensaje'],
  ] as const) {
    it(`speaks ${locale}`, async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${program.url}/?locale=${locale}`);
      const box = page.getByRole('textbox');
      await box.waitFor();
      assert.equal(await page.getByRole('textbox', { name }).count(), 1);
      await box.fill(locale === 'en' ? 'hello' : 'hola');
      await box.press('Enter');
      await page
        .getByRole('log')
        .getByText(locale === 'en' ? /assistant/i : /asistente/i)
        .first()
        .waitFor();
    });
  }
});
