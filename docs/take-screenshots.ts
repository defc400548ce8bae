/** `npm run screenshots`: the pictures in the README, taken from the started program in Chromium. */
import { openBrowser, openChat } from '../test/helpers/browser.ts';
import { temporaryFolder } from '../test/helpers/databases.ts';
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
