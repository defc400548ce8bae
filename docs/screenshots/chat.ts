/** The chat, as citizens see it. */
import { openBrowser, openChat } from '../../test/helpers/browser.ts';
import { temporaryFolder } from '../../test/helpers/databases.ts';
import { startProgram } from '../../test/helpers/program.ts';

/** @param folder with a slash at its end */
export async function takeChat(folder: string): Promise<void> {
  using data = temporaryFolder();
  await using program = await startProgram({ DATA_DIR: data.path });
  await using browser = await openBrowser();
  const desktop = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 860 } });
  const chat = await openChat(desktop, program.url);
  await chat.say('Como acompanho o meu pedido?');
  const source = chat.page.getByRole('button', { name: /^Fonte 1/ }).first();
  await source.waitFor();
  await chat.page.screenshot({ path: `${folder}chat.png` });
  await source.click();
  await chat.page.locator('.passage mark').first().waitFor();
  await chat.page.screenshot({ path: `${folder}passage.png` });

  const phone = await browser.newContext({
    locale: 'pt-BR',
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  });
  const small = await openChat(phone, `${program.url}/?theme=govbr`);
  await small.say('quero falar com uma pessoa');
  await small.log.getByRole('button').first().waitFor();
  await small.page.screenshot({ path: `${folder}phone.png` });
}
