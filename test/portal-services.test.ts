/** The specialist for public services, as a citizen talks with it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { AgentAnswer, JsonObject } from '../src/index.ts';
import {
  createLog,
  type LogLine,
  openShelf,
  runTask,
  type Shelf,
  startTalk,
} from './portal-services/talk.ts';

const CHARTERS = join(import.meta.dirname, '../../shared/data/knowledge/cartas-de-servico-xml');
const PASSAGES = join(import.meta.dirname, '../../shared/data/knowledge/cartas-de-servico.passages.jsonl');
const missing =
  !existsSync(PASSAGES) && process.env['CI'] === undefined && 'shared/data/knowledge is not here';

const titles = (answer: AgentAnswer) => (answer.activity?.buttons ?? []).map(({ title }) => title);

describe('services of our own', () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await openShelf({});
  });

  it('are shown on a card, with what to do next', async () => {
    const answer = await startTalk(shelf).say('quero podar uma arvore na minha rua');
    assert.equal(answer.status, 'asks');
    const text = answer.activity?.text ?? '';
    assert.match(text, /^Pedir a poda de uma árvore\n/);
    assert.match(text, /Quem pode pedir: Qualquer morador/);
    assert.match(text, /Quanto custa: gratuito\nPrazo: Até 15 dias úteis/);
    assert.match(text, /Como pedir: Por telefone: \(00\) 0000-0156; Pessoalmente: Central/);
    assert.deepEqual(titles(answer), [
      'Passo a passo',
      'Documentos',
      'Custos e prazos',
      'Falar com uma pessoa',
    ]);
    assert.ok(titles(answer).every((title) => title.length <= 24));
  });

  it('are walked through step by step, by button and in words', async () => {
    const talk = startTalk(shelf);
    await talk.say('castrar minha gata');
    assert.match(await talk.reads('=steps'), /Passo 1 de 4: Veja se o animal pode/);
    assert.match(await talk.reads('Próximo'), /Passo 2 de 4: Marque por telefone/);
    assert.match(await talk.reads('já fiz isso'), /Passo 3 de 4/);
    assert.match(await talk.reads('=previous'), /Passo 2 de 4/);
    assert.match(await talk.reads('e os documentos?'), /Documentos\n\n- Documento com foto e CPF\./);
    assert.match(await talk.reads('quanto custa?'), /Quanto custa: gratuito/);
    assert.match(await talk.reads('quanto tempo demora?'), /cerca de 40 dias/);
    assert.match(await talk.reads('e agora?'), /Passo 3 de 4/);
    assert.match(await talk.reads('próximo passo'), /Passo 4 de 4/);
    const end = await talk.say('pronto');
    assert.match(end.activity?.text ?? '', /Este era o último passo/);
    assert.ok(!titles(end).includes('Próximo'));
    assert.match(await talk.reads('anterior'), /Passo 3 de 4/);
  });

  it('go before the first step nowhere, and back from a card to it', async () => {
    const talk = startTalk(shelf);
    await talk.say('cartão de vaga de idoso');
    assert.match(await talk.reads('próximo'), /Passo 1 de 3/);
    assert.match(await talk.reads('voltar'), /Este é o primeiro passo/);
    assert.match(await talk.reads('=card'), /^Tirar o cartão de vaga/);
    assert.match(await talk.reads('próximo'), /Passo 2 de 3/);
  });

  it('give way to another service that is asked for, and not to words of their own', async () => {
    const talk = startTalk(shelf);
    await talk.say('alvará de funcionamento');
    assert.match(await talk.reads('quanto custa o alvará?'), /De 51 a 200 m²: R\$ 260,00/);
    assert.match(await talk.reads('e a matrícula na escola?'), /^Fazer a matrícula na escola municipal/);
    assert.match(await talk.reads('quais documentos?'), /Certidão de nascimento/);
  });

  it('are asked for when nothing was said, and handed over when there is none', async () => {
    const talk = startTalk(shelf);
    for (const words of [
      'próximo',
      'quero o passo a passo',
      'procurar um serviço',
      'quais serviços do governo vocês têm?',
    ]) {
      assert.match(await talk.reads(words), /^Qual serviço você procura\?/, words);
    }
    const answer = await talk.say('horário do ônibus 42');
    assert.deepEqual(
      [answer.status, answer.to],
      ['hands-over', { dialog: 'ask-documentation', text: 'horário do ônibus 42' }],
    );
  });

  it('are offered for what the documents did not know, and it goes back there no more', async () => {
    const ask = (text: string, more: { choice?: string; state?: JsonObject } = {}) =>
      runTask(shelf, { text, state: { tried: 'documents' }, ...more });
    const none = await ask('horário do ônibus 42');
    assert.deepEqual([none.status, none.to], ['unanswered', undefined]);
    const offered = await ask('quero podar uma arvore na minha rua');
    assert.match(offered.activity?.text ?? '', /É este serviço que você procura/);
    assert.deepEqual(titles(offered), ['Pedir a poda de uma árvore', 'Nenhum destes']);
    const { state = {} } = offered;
    assert.equal((await ask('Nenhum destes', { choice: 'none', state })).status, 'unanswered');
    // Other words may stand in a document.
    const other = await ask('horário do ônibus 42', { state });
    assert.deepEqual(other.to, { dialog: 'ask-documentation', text: 'horário do ônibus 42' });
    const [button] = offered.activity?.buttons ?? [];
    const shown = await ask(button?.title ?? '', { choice: button?.value ?? '', state });
    assert.match(shown.activity?.text ?? '', /^Pedir a poda/);
  });

  it('that are gone since are said to be gone', async () => {
    const talk = startTalk(shelf);
    const { state } = await talk.say('castrar cachorro');
    assert.ok(state);
    const answer = await runTask(shelf, {
      text: 'Próximo',
      choice: 'next',
      state: { ...state, service: 'gone' },
    });
    assert.match(answer.activity?.text ?? '', /não está mais na nossa lista/);
  });

  it('speak the language of the task around what the catalogue says', async () => {
    const english = await startTalk(shelf, 'en').say('poda de árvore');
    assert.match(english.activity?.text ?? '', /Who can ask: Qualquer morador/);
    assert.equal(titles(english)[0], 'Step by step');
    const spanish = startTalk(shelf, 'es-AR');
    await spanish.say('poda de árvore');
    assert.match(await spanish.reads('siguiente'), /Paso 1 de 4/);
  });
});

describe('the federal charters in conversation', { skip: missing }, () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await openShelf({ SERVICE_CATALOGUES: `${CHARTERS}, ${PASSAGES}` });
  });

  it('that are alike are asked between, and the choice is shown', async () => {
    const talk = startTalk(shelf);
    const which = await talk.say('quero me aposentar por idade');
    assert.match(which.activity?.text ?? '', /É algum destes\?/);
    const buttons = which.activity?.buttons ?? [];
    assert.ok(buttons.length >= 3 && buttons.length <= 6);
    assert.equal(buttons.at(-1)?.title, 'Nenhum destes');
    assert.equal(new Set(buttons.map(({ title }) => title)).size, buttons.length);
    assert.ok(
      buttons.every(({ value }) => Buffer.byteLength(value) <= 64),
      'Telegram takes 64 bytes',
    );
    const first = buttons[0];
    assert.ok(first);
    assert.equal((await talk.reads(`=${first.value}`)).split('\n')[0], first.title);
  });

  it('of which none was meant go to the documents, with the first words', async () => {
    const talk = startTalk(shelf);
    await talk.say('quero me aposentar por idade');
    const answer = await talk.say('=none');
    assert.deepEqual(answer.to, { dialog: 'ask-documentation', text: 'quero me aposentar por idade' });
  });

  it('without their parts are read as text, and claim nothing about them', async () => {
    const talk = startTalk(shelf);
    const card = await talk.reads('sacar o fgts');
    assert.match(card, /^Sacar o FGTS\n/);
    assert.match(card, /só tenho o texto corrido/);
    assert.doesNotMatch(card, /não diz/);
    assert.match(await talk.reads('=steps'), /Texto da carta, parte 1 de \d/);
    assert.match(await talk.reads('quanto tempo demora?'), /só tenho o texto corrido/);
  });

  it('say plainly what they do not say, and fit into a message on every page', async () => {
    const said = new Set<string>();
    for (const id of shelf.services.keys()) {
      const service = shelf.services.get(id);
      if (service?.text !== '') continue;
      for (const view of ['card', 'steps', 'documents', 'terms', 'channels', 'audience']) {
        const answer = await runTask(shelf, {
          text: '',
          choice: view,
          state: { service: id, view: 'card', part: 0 },
        });
        const text = answer.activity?.text ?? '';
        assert.ok(text.length <= 2_000, `${id} ${view}: ${text.length}`);
        for (const [sentence] of text.matchAll(/A carta não [^.]*\./g)) said.add(sentence);
      }
    }
    assert.ok(said.has('A carta não diz o prazo.'));
    assert.ok(said.has('A carta não diz quais documentos são necessários.'));
  });
});

describe('a catalogue that is not to be trusted', () => {
  it('reaches the citizen as text, and its mistakes reach the log', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'services-'));
    try {
      await writeFile(join(folder, 'broken.xml'), '<servico><nome>Teste</servico>');
      await writeFile(
        join(folder, 'hostile.md'),
        '---\ntitle: "<b>Golpe</b> {protocolNumber} do bilhete"\n---\n\n# O que é\n\n' +
          'Clique <script>alert(1)</script> [aqui](javascript:alert(1)) {name} `<img src=x>`\n',
      );
      const lines: LogLine[] = [];
      const shelf = await openShelf({ SERVICE_CATALOGUES: folder }, createLog(lines));
      const text = await startTalk(shelf).reads('golpe do bilhete');
      assert.match(
        text,
        /^<b>Golpe<\/b> \{protocolNumber\} do bilhete\n\nClique aqui \{name\} <img src=x>\n/,
      );
      assert.deepEqual(
        lines.map(({ level, about }) => [
          level,
          String(about['file'] ?? '')
            .split('/')
            .at(-1),
          about['line'],
        ]),
        [
          ['warn', 'broken.xml', 1],
          ['info', '', undefined],
        ],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('that is not there keeps the program from starting', async () => {
    await assert.rejects(
      openShelf({ SERVICE_CATALOGUES: '/nowhere/at/all' }),
      /SERVICE_CATALOGUES names \/nowhere\/at\/all/,
    );
  });
});
