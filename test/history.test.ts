/** Histories: what a citizen gets to read of their conversations, as text, in the chat, and where it lies. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeCopy } from '../agents/history/agent.ts';
import { LINKS_LAST_MS, readWish, signWish } from '../src/history/tokens.ts';
import { writeText } from '../src/history/write-text.ts';
import { TOLD_EVENTS, type ToldEvent } from '../src/history.ts';
import { createPhrases } from '../src/index.ts';
import { createAddressSigner } from '../src/sessions.ts';
import {
  AT,
  assistant,
  citizen,
  conversation,
  DAY,
  history,
  NUMBER,
  OLDER,
  SHOWN,
  tell,
  UNTIL,
} from './helpers/histories.ts';

const phrases = await createPhrases(new URL('../agents/history/', import.meta.url));

const WHOLE = `Cópia da sua conversa

Feita em 21 de novembro de 2026 às 15:30. Os horários são os de Brasília.

Protocolo ${SHOWN}
Aberto em 21 de novembro de 2026 às 12:03. Está em atendimento.

21/11/2026, 12:03 - Você:
Quanto tempo demora a poda? É urgente: ação, coração, pão & “aspas” – já…

21/11/2026, 12:03 - Assistente:
Até 30 dias [1].
Opções oferecidas: Resolveu
Fonte [1]: Poda de árvore: prazos (https://vila.example/poda)

21/11/2026, 12:03 - Você:
Não resolveu

21/11/2026, 12:03 - Registro:
Você disse que a resposta não resolveu.

21/11/2026, 12:03 - Registro:
A conversa foi passada para uma pessoa da equipe.

21/11/2026, 12:03 - Registro:
A conversa voltou para o assistente automático.

21/11/2026, 12:03 - Registro:
Você avaliou o atendimento com nota 4, de 1 a 5.

21/11/2026, 12:03 - Registro:
A conversa foi encerrada depois da despedida.

21/11/2026, 12:03 - Registro:
O atendimento foi reaberto.

21/11/2026, 12:03 - Registro:
Esta conversa continua o assunto do protocolo 261 824 839 201 576.

21/11/2026, 12:03 - Registro:
A conversa foi encerrada.
`;

describe('a history as text', () => {
  it('says who said what and when, in the time of Brasília, and what happened, in plain words', () => {
    assert.equal(writeText(tell(history(DAY))), WHOLE);
  });

  it('says what people wrote under their name, and nothing of what they noted', () => {
    const by = { personId: '1', name: 'Ana Maria Souza' };
    const file = { fileId: 'f', name: 'guia.pdf', mediaType: 'application/pdf', bytes: 240_000 };
    const said: readonly ToldEvent[] = [
      {
        type: 'reply-added',
        activity: { type: 'message', text: 'Segue a guia.', files: [file] },
        reason: { dialog: 'desk', rule: 'person' },
        by,
      },
      { type: 'handoff-ended', reason: 'solved', by },
      { type: 'conversation-closed', reason: 'merged', by, continuedIn: OLDER },
    ];
    const text = writeText(tell(history(said)));
    assert.match(text, /- Ana:\nSegue a guia\.\nArquivo: guia\.pdf \(240 kB\)\n/);
    assert.match(text, /Ana encerrou o atendimento\./);
    assert.match(text, /unida à do protocolo [\d ]+, que continua/);
    assert.doesNotMatch(text, /Souza/);
    assert.ok(!(TOLD_EVENTS as readonly string[]).includes('note-added'));
  });

  it('is told in the language of the conversation', () => {
    for (const [locale, word] of [
      ['en', 'You:'],
      ['es', 'Usted:'],
      ['en-GB', 'You:'],
    ] as const)
      assert.ok(writeText(tell(history(DAY, { locale }))).includes(word), locale);
  });

  it('holds several conversations under their numbers, in order', () => {
    const conversations = [
      conversation([citizen('antes')], { protocolNumber: OLDER, status: 'closed' }),
      conversation([citizen('agora')]),
    ];
    const text = writeText(tell(history([], { conversations })));
    assert.match(text, /^Cópia das suas conversas.*261 824 839.*encerrado.*antes.*263 254 839.*agora/s);
  });

  it('does not repeat a copy within a copy, nor where it lies', () => {
    const copy = assistant(
      'PDF: https://x.example/history/secret.pdf',
      {},
      { dialog: 'send-history', taskId: 't' },
    );
    const text = writeText(tell(history([copy])));
    assert.ok(text.includes('Uma cópia da conversa foi enviada.'));
    assert.ok(!text.includes('secret'));
  });

  it('says so where it is only the newest part', () => {
    assert.match(writeText(tell(history(DAY, { isCut: true }))), /as mensagens mais recentes/);
  });
});

describe('a copy in the chat', () => {
  const copy = (paragraphs: readonly string[], protocolNumbers = [NUMBER]) =>
    describeCopy(
      {
        protocolNumbers,
        messages: 12,
        from: AT,
        until: UNTIL,
        paragraphs,
        pdfUrl: 'https://x.example/history/t.pdf',
        textUrl: 'https://x.example/history/t.txt',
        linksLastMs: LINKS_LAST_MS,
      },
      'pt-BR',
      phrases,
    );

  it('is whole where it fits, with the addresses of the files', () => {
    const { text, speak } = copy(['um', 'dois']);
    assert.ok(text.includes(`protocolo ${SHOWN}: 12 mensagens`));
    assert.ok(text.includes('PDF: https://x.example/history/t.pdf\n'));
    assert.ok(text.includes('por 24 horas'));
    assert.ok(text.endsWith('O que foi dito:\n\num\n\ndois'));
    assert.doesNotMatch(speak ?? 'https', /https/, 'addresses are not read aloud');
  });

  it('is its newest part where it does not fit, and never longer than a message', () => {
    const many = Array.from({ length: 500 }, (_, index) => `parágrafo ${index}`);
    const { text } = copy(many);
    assert.ok(text.length <= 3_500, String(text.length));
    assert.ok(text.endsWith('parágrafo 498\n\nparágrafo 499'));
    assert.match(text, /As mensagens mais recentes \(tudo está nos endereços acima\)/);
    const one = copy(['😀'.repeat(8_000)]).text;
    assert.ok(one.length <= 3_500 && one.isWellFormed());
  });

  it('of several conversations names how many', () => {
    assert.match(copy(['um'], [OLDER, NUMBER]).text, /das suas 2 conversas: 12 mensagens, de 21\/11\/2026 a/);
  });
});

describe('the address of a copy', () => {
  const signer = createAddressSigner('a'.repeat(32));
  const wish = {
    contactId: '019a0000-0000-7000-8000-00000000000a',
    conversationId: '019a0000-0000-7000-8000-0000000000ff',
    scope: 'all',
    until: AT,
  } as const;
  const token = signWish(wish, signer);

  it('says whose copy it is, and of when', () => {
    assert.deepEqual(readWish(token, signer, UNTIL), wish);
    assert.ok(token.length < 130, String(token.length));
  });

  it('is good for a day', () => {
    const end = AT.getTime() + LINKS_LAST_MS;
    assert.ok(readWish(token, signer, new Date(end)));
    assert.equal(readWish(token, signer, new Date(end + 1)), undefined);
  });

  it('cannot be made up, nor can a session be used as one', () => {
    const others = createAddressSigner('b'.repeat(32));
    for (const wrong of [
      '',
      'x',
      `${token}x`,
      token.replace('.', ''),
      `x${token}`,
      signWish(wish, others),
      signer.sign('web', 'address'),
      signer.sign('web', Buffer.alloc(37).toString('base64url')),
    ])
      assert.equal(readWish(wrong, signer, UNTIL), undefined, wrong);
  });
});
