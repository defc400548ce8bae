/** `npm run screenshots`: the pictures in README and docs, taken from the started program in Chromium. */
import { openBrowser, openChat } from '../test/helpers/browser.ts';
import { temporaryFolder } from '../test/helpers/databases.ts';
import { startOpenAiServer } from '../test/helpers/openai-server.ts';
import { startProgram } from '../test/helpers/program.ts';

const FOLDER = new URL('images/', import.meta.url).pathname;

using folder = temporaryFolder();
await using program = await startProgram({ DATA_DIR: folder.path });
await using browser = await openBrowser();

const desktop = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 860 } });
const chat = await openChat(desktop, program.url);
await chat.say('Como acompanho o meu pedido?');
await chat.page
  .getByRole('button', { name: /^Fonte 1/ })
  .first()
  .waitFor();
await chat.page.screenshot({ path: `${FOLDER}chat.png` });
await chat.page
  .getByRole('button', { name: /^Fonte 1/ })
  .first()
  .click();
await chat.page.locator('.passage mark').first().waitFor();
await chat.page.screenshot({ path: `${FOLDER}passage.png` });

const phone = await browser.newContext({
  locale: 'pt-BR',
  viewport: { width: 360, height: 740 },
  colorScheme: 'dark',
});
const small = await openChat(phone, `${program.url}/?theme=govbr`);
await small.say('quero falar com uma pessoa');
await small.log.getByRole('button').first().waitFor();
await small.page.screenshot({ path: `${FOLDER}phone.png` });

// A model that says what is written here: one sentence that the passage carries, and one that it does not.
const quote = 'informe o número de protocolo de 15 dígitos';
const sentences = [
  'Para acompanhar o seu pedido, informe o número de protocolo de 15 dígitos.',
  'A resposta chega em 3 dias.',
];
const written = sentences.map((frase) => ({ citacoes: [{ passagem: 1, trecho: quote }], frase }));
const name = 'modelo-de-exemplo';
await using model = await startOpenAiServer({ model: name });
model.reply({ tokens: [JSON.stringify({ frases: written })] });
using other = temporaryFolder();
const variables = { DATA_DIR: other.path, OPERATOR_TOKEN: 'token', LLM_URL: model.url, LLM_MODEL: name };
await using house = await startProgram(variables);
const bench = await (
  await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 1100 } })
).newPage();
await bench.goto(`${house.url}/desk/playground`);
await bench.getByLabel('Código de acesso').fill('token');
await bench.keyboard.press('Enter');
await bench.getByLabel('Pergunta', { exact: true }).fill('Como acompanho o meu pedido?');
await bench.keyboard.press('Enter');
await bench.getByText(/^Pronto em/).waitFor();
await bench.screenshot({ path: `${FOLDER}playground.png` });
