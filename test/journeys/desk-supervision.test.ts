/** Whoever looks after the desk, in a browser: the live board, reports and reviews, and what may be done there. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { EventBody } from '../../src/event.ts';
import { startAlerting } from '../../src/pipeline/alerting.ts';
import { assertAccessible, CHROMIUM_MISSING, openBrowser } from '../helpers/browser.ts';
import { type Desk, openDesk, type SignedInPerson } from '../helpers/desk.ts';
import { openDeskLog } from '../helpers/desk-log.ts';
import { createQueue, toQueues } from '../helpers/desk-queues.ts';
import { until } from '../helpers/servers.ts';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('looking after the desk', { skip: CHROMIUM_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let desk: Desk;
  let browser: Browser;
  let url: string;
  before(async () => {
    desk = stack.use(await openDesk());
    url = await desk.http.listen({ port: 0 });
    browser = stack.use(await openBrowser());
  });
  after(() => stack.disposeAsync());

  async function enter(person: SignedInPerson, path: string): Promise<Page> {
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name: 'guiche_desk', value: person.token, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/desk/${path}`);
    return page;
  }
  const says = (text: string): Partial<EventBody> => ({
    type: 'message-received',
    activity: { type: 'message', text },
    channel: 'web',
    address: 'x',
  });
  async function wait(minutes: number, more: object = {}): Promise<string> {
    const log = openDeskLog(desk.database);
    const { conversationId } = await log.contact({ at: ago(minutes) });
    await log.tell(conversationId, ago(minutes), says('Preciso de alguém.'));
    await log.ticket(conversationId, { since: ago(minutes), ...more });
    return conversationId;
  }

  it('shows on the board what waits, and what is new of it at once; somebody is whispered to', async () => {
    const { attendant, supervisor, auditor } = desk.people;
    const hers = { personId: attendant.personId, assignedAt: ago(2), answeredAt: ago(2) };
    const conversationId = await wait(3, hers);
    const page = await enter(supervisor, 'board');
    const figure = (name: string) => page.locator('.board-figures div', { hasText: name }).locator('dd');
    await figure('Em atendimento').getByText('1', { exact: true }).waitFor();
    await figure('Esperando').getByText('0', { exact: true }).waitFor();
    const elsewhere = await enter(supervisor, 'reviews');
    await elsewhere.getByRole('heading', { name: 'Para avaliar' }).waitFor();
    const arrived = await wait(1, { reasons: ['risk-to-life'] });
    const queues = toQueues(createQueue('geral'));
    stack.use(startAlerting({ ...desk.core, queues }));
    await desk.core.news.tell({ type: 'conversations', ids: [arrived] });
    await figure('Esperando').getByText('1', { exact: true }).waitFor();
    await page.getByRole('link', { name: /alguém com prioridade espera/ }).waitFor();
    await page.getByRole('button', { name: /^Encaminhar / }).waitFor();
    await elsewhere
      .getByRole('status')
      .getByText(/alguém com prioridade espera/)
      .waitFor();
    await assertAccessible(page);

    await page.getByRole('button', { name: /Ver conversas de Bia Attendant/ }).click();
    await page.getByRole('button', { name: 'Sussurrar' }).click();
    await page.getByLabel('Sussurrar para Bia Attendant').fill('Ofereça a segunda via.');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Enviar' }).click();
    await page.getByText('Enviado para Bia Attendant.').waitFor();
    const [note] = await desk.database.query<{ body: EventBody }>(
      "select body from events where conversation_id = $1 and type = 'note-added'",
      [conversationId],
    );
    assert.ok(note?.body.type === 'note-added' && note.body.kind === 'whisper');
    assert.equal(note.body.text, 'Ofereça a segunda via.');

    const other = await enter(auditor, 'board');
    await other.getByRole('link', { name: /alguém com prioridade espera/ }).waitFor();
    assert.equal(await other.getByRole('button', { name: /^Encaminhar / }).count(), 0);
  });

  it('shows a period in charts and in the table, and takes another', async () => {
    const log = openDeskLog(desk.database);
    const { conversationId } = await log.contact({ at: '2026-03-02T12:00:00Z' });
    const personId = desk.people.other.personId;
    const assignedAt = '2026-03-02T12:04:00Z';
    await log.ticket(conversationId, { since: '2026-03-02T12:00:00Z', personId, assignedAt });
    const page = await enter(desk.people.auditor, 'reports?from=2026-03-01&to=2026-03-03&by=day');
    await page
      .getByRole('img', { name: /^Gráfico: Volume/ })
      .locator('canvas')
      .waitFor();
    await page.getByRole('row', { name: /^02\/03\/2026 1 / }).waitFor();
    await assertAccessible(page);
    await page.getByLabel('Por', { exact: true }).selectOption('person');
    await page.getByRole('row', { name: /^Caio Attendant 1 4 min/ }).waitFor();
    assert.equal(await page.locator('canvas').count(), 0);
    await page.getByLabel('De', { exact: true }).fill('2026-03-03');
    await page.getByText('Nada neste período.').waitFor();
    const csv = await page.getByRole('link', { name: 'Baixar CSV' }).getAttribute('href');
    assert.equal(csv, '/api/v1/desk/reports.csv?from=2026-03-03&to=2026-03-03&by=person');
  });

  it('judges somebody’s work beside the conversation, and they read it', async () => {
    const { attendant, supervisor } = desk.people;
    const log = openDeskLog(desk.database);
    const { conversationId } = await log.contact({ at: ago(60), closedAt: ago(30) });
    await log.tell(conversationId, ago(59), says('Onde pago o IPTU?'));
    const hers = { personId: attendant.personId, assignedAt: ago(58), answeredAt: ago(57) };
    await log.ticket(conversationId, { since: ago(59), ...hers, endedAt: ago(30) });
    const page = await enter(supervisor, 'reviews');
    const link = page.getByRole('link', { name: /^Avaliar o protocolo/ });
    await link.waitFor();
    await assertAccessible(page);
    await link.click();
    await page.getByRole('region', { name: 'Conversa' }).getByText('Onde pago o IPTU?').waitFor();
    await page.getByRole('button', { name: 'Salvar avaliação' }).click();
    await page.getByText('Responda a esta pergunta.').first().waitFor();
    await assertAccessible(page);
    for (const question of await page.locator('fieldset.review-question').all())
      await question.getByRole('radio').first().check();
    await page.locator('fieldset.review-question').first().getByLabel('3', { exact: true }).check();
    await page.getByLabel('Comentário').fill('Faltou o prazo.');
    await page.getByRole('button', { name: 'Salvar avaliação' }).click();
    await page.getByText('Avaliação salva: 20 %.').waitFor();
    const theirs = await enter(attendant, 'reviews');
    await theirs.getByRole('button', { name: /^Ver / }).click();
    await theirs.getByText('Faltou o prazo.').waitFor();
    await assertAccessible(theirs);
    assert.equal(await theirs.getByRole('link', { name: /^Avaliar o protocolo/ }).count(), 0);
    await until(async () => (await theirs.getByText('20 %').count()) > 0, 'the score');
  });
});
