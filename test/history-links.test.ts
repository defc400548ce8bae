/** In the started program: a copy is asked for, told at once, and fetched; a conversation is opened again. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Line, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const LINK = /https?:\S+\/history\/\S+/g;

describe('in the started program', () => {
  const stack = new DisposableStack();
  let program: Program;
  before(async () => {
    const folder = stack.use(temporaryFolder());
    program = await startProgram({ DATA_DIR: folder.path, INACTIVITY_MINUTES: '0', BURST_WINDOW_MS: '0' });
  });
  after(async () => {
    await program.stop();
    stack.dispose();
  });

  const linksIn = ({ text }: Line): readonly string[] => text.match(LINK) ?? [];

  it('a copy comes at once, in the chat, as PDF and as text', async () => {
    const citizen = createCitizen(program.url);
    const { protocolNumber } = await citizen.send('bom dia');
    await citizen.read(0, 10_000);
    const copy = await citizen.ask('quero uma cópia da conversa');
    assert.equal(copy.dialog, 'send-history');
    assert.match(copy.text, /Você:\nbom dia/);
    const [pdfUrl = '', textUrl = ''] = linksIn(copy);
    assert.ok(pdfUrl.startsWith(program.url) && pdfUrl.endsWith('.pdf'), pdfUrl);

    const pdf = await fetch(pdfUrl);
    assert.equal(pdf.status, 200);
    assert.equal(pdf.headers.get('content-type'), 'application/pdf');
    assert.equal((await pdf.bytes()).subarray(0, 5).toString(), '37,80,68,70,45');
    for (const { headers } of [pdf, await fetch(textUrl)]) {
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
    }
    const text = await fetch(textUrl);
    assert.match(
      text.headers.get('content-disposition') ?? '',
      new RegExp(`protocolo-${protocolNumber}\\.txt`),
    );
    assert.match(await text.text(), /^Cópia da sua conversa.*Você:\nbom dia\n/s);
  });

  it('whatever is wrong with an address is answered as if there were nothing', async () => {
    const citizen = createCitizen(program.url);
    const [pdfUrl = ''] = linksIn(await citizen.ask('me manda o histórico'));
    const tokenless = pdfUrl.slice(0, pdfUrl.lastIndexOf('/'));
    const nothing = await fetch(`${program.url}/nothing/here`);
    const sentence = ({ error }: { error: { code: string; message: string } }) => [error.code, error.message];
    const expected = sentence((await nothing.json()) as never);
    for (const wrong of [
      tokenless,
      `${tokenless}/x.pdf`,
      pdfUrl.replace('.pdf', ''),
      pdfUrl.replace('.pdf', '.html'),
      pdfUrl.replace('.pdf', 'x.pdf'),
      pdfUrl.replace(/.\.pdf$/, '.pdf'),
      `${tokenless}/${citizen.token()}.pdf`,
      `${tokenless}/${'a'.repeat(9_000)}.txt`,
    ]) {
      const answer = await fetch(wrong);
      assert.equal(answer.status, 404, wrong);
      assert.deepEqual(sentence((await answer.json()) as never), expected, wrong);
    }
  });

  it('all conversations come in one copy, and the present one goes on', async () => {
    const citizen = createCitizen(program.url);
    const first = await citizen.send('primeira conversa, bom dia');
    await citizen.read(0, 10_000);
    await citizen.ask('tchau');
    await citizen.ask('nota 4');
    const copy = await citizen.ask('quero uma cópia de todas as minhas conversas');
    assert.match(copy.text, /das suas 2 conversas/);
    const [, textUrl = ''] = linksIn(copy);
    const text = await (await fetch(textUrl)).text();
    assert.match(text, new RegExp(first.protocolNumber.replace(/(\d{3})(?=\d)/g, '$1 ')));
    assert.match(
      text,
      /primeira conversa.*nota 4.*encerrada depois da despedida.*todas as minhas conversas/s,
    );
  });

  it('a closed conversation is opened again by its number, and goes on under it', async () => {
    const citizen = createCitizen(program.url);
    const old = await citizen.send('bom dia');
    await citizen.read(0, 10_000);
    await citizen.ask('tchau');
    await citizen.ask('nota 2, não resolveu');
    const present = await citizen.send(`quero consultar o protocolo ${old.protocolNumber}`);
    assert.notEqual(present.protocolNumber, old.protocolNumber);
    const told = (await until(async () => {
      const { lines } = await citizen.read(present.seq, 10_000);
      return lines.find(({ buttons }) => buttons.length > 0);
    }, 'the status')) as Line;
    assert.match(told.text, /está encerrado/);
    assert.deepEqual(
      told.buttons.map(({ title }) => title),
      ['Reabrir atendimento', 'Falar com uma pessoa'],
    );
    await citizen.send('Reabrir atendimento');
    await until(async () => (await citizen.read()).status === 'closed', 'the present one to close');
    const next = await citizen.send('obrigado');
    assert.equal(next.protocolNumber, old.protocolNumber);
    const { status, lines } = await citizen.read(0, 10_000);
    assert.equal(status, 'open');
    assert.ok(lines.some(({ text }) => text.includes('está aberto de novo')));
    await until(async () => (await citizen.read()).lines.at(-1)?.text.startsWith('Por nada'), 'the answer');
  });
});
