/** What a citizen sees who was not understood for sure, who says several things, or writes another language. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, CHROMIUM_MISSING, openBrowser, openChat } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/databases.ts';
import { findDoubtful } from '../helpers/doubtful.ts';
import { type Program, startProgram } from '../helpers/program.ts';
import { until } from '../helpers/servers.ts';

describe('a citizen who is not understood for sure', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let program: Program;
  let models: string;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    models = join(path, 'models');
    program = stack.use(
      await startProgram({ DATA_DIR: path, MODELS_DIR: models, MESSAGES_PER_MINUTE_ADDRESS: '1000' }),
    );
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());
  const visit = async () => openChat(await browser.newContext({ locale: 'pt-BR' }), program.url);

  it('is asked, taps what was meant, and is answered that', async () => {
    const doubtful = await findDoubtful(models);
    const chat = await visit();
    await chat.say(doubtful.text);
    await chat.log.getByText(/Você quis dizer/).waitFor();
    await assertAccessible(chat.page);
    const [first = ''] = doubtful.titles;
    await chat.log.getByRole('button', { name: first }).click();
    // The citizen's own line repeats the title; the answer stands below it.
    const below = async () => (await chat.log.innerText()).split(first).at(-1) ?? '';
    await until(async () => /\p{L}{3}.*\p{L}{3}/su.test(await below()), 'the answer');
    assert.equal(await chat.count(/Você quis dizer/), 1, 'asked once');
    assert.deepEqual(chat.errors, []);
  });

  it('is asked, and says a person in words', async () => {
    const doubtful = await findDoubtful(models);
    const chat = await visit();
    await chat.say(doubtful.text);
    await chat.log.getByText(/Você quis dizer/).waitFor();
    await chat.say('quero falar com uma pessoa');
    await chat.log.getByText(/fila/).first().waitFor();
    assert.equal(await chat.count(/Você quis dizer/), 1);
  });

  it('says two things at once, and has an answer to each', async () => {
    const chat = await visit();
    await chat.say('ver meu protocolo. qual o horário da biblioteca?');
    await chat.log
      .getByText(/número do protocolo/)
      .first()
      .waitFor();
    await chat.log
      .getByText(/bibliotec/i)
      .nth(1)
      .waitFor();
  });

  it('writes English, is answered in English, and in Portuguese again', async () => {
    const chat = await visit();
    await chat.say('hello, what can you do?');
    await chat.log
      .getByText(/I can help|I am Guichê/)
      .first()
      .waitFor();
    await chat.say('ok');
    await chat.say('quero saber o que você faz');
    await chat.log
      .getByText(/Posso ajudar|Sou o Guichê/)
      .first()
      .waitFor();
  });
});
