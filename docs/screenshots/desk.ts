/** The desk, page by page. */
import type { Page } from 'playwright-core';
import { DESK_HEADER } from '../../src/desk.ts';
import { type AtDesk, type JourneyHouse, openJourneyHouse } from '../../test/helpers/desk-journey.ts';
import { until } from '../../test/helpers/servers.ts';
import { startReceiver } from '../../test/helpers/webhook.ts';
import { ANSWERS, fillPast, fillQueue } from './desk-day.ts';

const HOST = '127.0.0.1';

async function post(
  { program }: JourneyHouse,
  { person }: AtDesk,
  path: string,
  body: object,
): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    [DESK_HEADER]: '1',
    cookie: `guiche_desk=${person.token}`,
  };
  const url = `${program.url}/api/v1/desk${path}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

const enterAll = async (house: JourneyHouse) => ({
  ana: await house.enter(['attendant'], { name: 'Ana Souza', login: 'ana', queues: ['geral', 'suporte'] }),
  bruno: await house.enter(
    ['attendant'],
    {
      name: 'Bruno Lima',
      login: 'bruno',
      queues: ['geral'],
      capacity: { web: 2 },
    },
    { availability: 'busy' },
  ),
  carla: await house.enter(
    ['attendant'],
    { name: 'Carla Nogueira', login: 'carla', queues: ['ouvidoria'], skills: ['ouvidoria'] },
    { availability: 'busy' },
  ),
  davi: await house.enter(
    ['supervisor'],
    { name: 'Davi Prado', login: 'davi', queues: [] },
    { availability: 'busy' },
  ),
  elisa: await house.enter(
    ['admin'],
    { name: 'Elisa Reis', login: 'elisa', queues: [] },
    { availability: 'away' },
  ),
});

/** Two systems that are told of what happens, one of them with trouble. */
async function addWebhooks(house: JourneyHouse, elisa: AtDesk): Promise<AsyncDisposable> {
  const far = await startReceiver();
  const events = ['ticket-opened', 'ticket-assigned', 'conversation-closed', 'feedback-given'];
  await post(house, elisa, '/webhooks', { name: 'Protocolo da prefeitura', url: far.url, events });
  await post(house, elisa, '/webhooks', {
    name: 'Painel da ouvidoria',
    url: far.url,
    events: ['sla-broken'],
    withWords: true,
  });
  return far;
}

// The pictures show an address as a city hall's would be.
const SHOW_ADDRESS = `
  update outgoing_webhooks set url = 'https://sistemas.vilaesperanca.example/' ||
    case name when 'Protocolo da prefeitura' then 'protocolo/avisos' else 'ouvidoria/painel' end`;

type First = Awaited<ReturnType<typeof fillQueue>>;

async function talk(ana: AtDesk, [conversationId, citizen]: First): Promise<void> {
  await ana.open(conversationId);
  await ana.reply(
    'Bom dia, Marlene! Aqui é a Ana. Pode me dizer o número da casa e mandar uma foto da árvore?',
  );
  await ana.story.getByText('Pode me dizer o número').waitFor();
  await citizen.send('É o número 120. Estou mandando a foto do galho perto do fio.');
  await ana.story.getByText('É o número 120').waitFor();
  await ana.page.getByText('Nota interna', { exact: true }).click();
  await ana.page
    .getByRole('textbox', { name: /^Nota interna/ })
    .fill('Rua já vistoriada em março; ver com o setor de Áreas Verdes.');
  await ana.page.getByRole('button', { name: 'Guardar nota' }).click();
  await ana.story.getByText('ver com o setor de Áreas Verdes').waitFor();
  await ana.story.getByText('enviando…').waitFor({ state: 'detached' });
  await ana.page.getByText('Resposta', { exact: true }).first().click();
}

async function shoot(page: Page, path: string, isReady: () => Promise<unknown>): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await isReady();
  await page.screenshot({ path });
}

/** @param folder with a slash at its end */
export async function takeDesk(folder: string): Promise<void> {
  await using house = await openJourneyHouse({ DESK_WEBHOOK_HOSTS: HOST });
  const { ana, davi, elisa } = await enterAll(house);
  await using _far = await addWebhooks(house, elisa);
  for (const answer of ANSWERS) await post(house, elisa, '/canned', answer);
  const first = await fillQueue(house);
  await fillPast(house.database);
  await talk(ana, first);
  await ana.page.setViewportSize({ width: 1440, height: 1000 });
  await shoot(ana.page, `${folder}desk-inbox.png`, () => ana.page.getByRole('option').nth(3).waitFor());
  await ana.page.emulateMedia({ colorScheme: 'dark' });
  await ana.page.screenshot({ path: `${folder}desk-inbox-dark.png` });
  await ana.page.getByRole('button', { name: 'Cidadão', exact: true }).click();
  await ana.page.setViewportSize({ width: 390, height: 800 });
  await ana.page.screenshot({ path: `${folder}desk-phone.png` });
  await house.database.query(SHOW_ADDRESS);
  const open = async (at: AtDesk, path: string): Promise<void> => {
    const { page } = at;
    await page.setViewportSize({ width: 1280, height: 1160 });
    await page.goto(`${house.program.url}/desk/${path}`);
    const isDrawn = () =>
      until(async () => (await page.locator('main').innerText()).length > 200, `${path} to be drawn`);
    await shoot(page, `${folder}desk-${path}.png`, async () => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await isDrawn();
      await page.waitForLoadState('networkidle');
    });
  };
  for (const path of ['board', 'reports', 'reviews']) await open(davi, path);
  for (const path of ['answers', 'webhooks', 'people']) await open(elisa, path);
}
