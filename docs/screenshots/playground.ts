/** The playground, as authors see it. */
import { openBrowser } from '../../test/helpers/browser.ts';
import { temporaryFolder } from '../../test/helpers/databases.ts';
import { startOpenAiServer } from '../../test/helpers/openai-server.ts';
import { startProgram } from '../../test/helpers/program.ts';

const MODEL = 'modelo-de-exemplo';
const QUOTE = 'informe o número de protocolo de 15 dígitos';
// One sentence that the passage carries, and one that it does not.
const SENTENCES = [
  'Para acompanhar o seu pedido, informe o número de protocolo de 15 dígitos.',
  'A resposta chega em 3 dias.',
];

/** @param folder with a slash at its end */
export async function takePlayground(folder: string): Promise<void> {
  const written = SENTENCES.map((frase) => ({ citacoes: [{ passagem: 1, trecho: QUOTE }], frase }));
  await using model = await startOpenAiServer({ model: MODEL });
  model.reply({ tokens: [JSON.stringify({ frases: written })] });
  using data = temporaryFolder();
  const variables = { DATA_DIR: data.path, OPERATOR_TOKEN: 'token', LLM_URL: model.url, LLM_MODEL: MODEL };
  await using house = await startProgram(variables);
  await using browser = await openBrowser();
  const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 1100 } });
  const bench = await context.newPage();
  await bench.goto(`${house.url}/desk/playground`);
  await bench.getByLabel('Código de acesso').fill('token');
  await bench.keyboard.press('Enter');
  await bench.getByLabel('Pergunta', { exact: true }).fill('Como acompanho o meu pedido?');
  await bench.keyboard.press('Enter');
  await bench.getByText(/^Pronto em/).waitFor();
  await bench.screenshot({ path: `${folder}playground.png` });
}
