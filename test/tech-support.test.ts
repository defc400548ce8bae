/** Conversations with tech-support, as people have them. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { AgentAnswer, Handover } from '../src/event.ts';
import type { JsonObject } from '../src/json.ts';
import { type Conversation, converse, type Opened, openAgent, runTask } from './tech-support/conversation.ts';

let opened: Opened;
before(async () => {
  opened = await openAgent();
});

const begin = (first: string, locale?: string) => converse(opened, first, locale);

/** Says one thing after the other. */
async function sayAll(conversation: Conversation, ...words: readonly string[]): Promise<Conversation> {
  let last = conversation;
  for (const said of words) last = await last.say(said);
  return last;
}

function handoverOf({ status, to }: AgentAnswer): Extract<Handover, { queue: string }> {
  assert.equal(status, 'hands-over');
  assert.ok(to && 'queue' in to);
  return to;
}

const triedOf = ({ details }: Extract<Handover, { queue: string }>) =>
  (details['tried'] as { step: string; result: string }[]).map(({ result }) => result);

describe('tech-support', () => {
  it('walks a step at a time until it works', async () => {
    const first = await begin('o site está muito lento');
    assert.match(first.text, /um passo de cada vez/);
    assert.deepEqual(first.titles, ['Sim', 'Não', 'Não sei']);
    const second = await first.say('Não');
    assert.match(second.text, /muita gente ao mesmo tempo/);
    assert.deepEqual(second.titles, ['Funcionou', 'Não funcionou', 'Não consegui fazer']);
    const end = await second.say('Funcionou');
    assert.equal(end.answer.status, 'answered');
    assert.match(end.text, /Era isso\?/);
    assert.deepEqual(end.answer.output, { outcome: 'solved', tried: 2, tree: 'slow-site' });
  });

  it('gives people what was tried, and says so', async () => {
    const end = await sayAll(
      await begin('meu token não é reconhecido, uso o Firefox no notebook'),
      ...['Sim', 'já tentei isso', 'não consegui fazer', 'deu certo não', 'nada ainda'],
    );
    const to = handoverOf(end.answer);
    assert.equal(to.queue, 'suporte');
    assert.equal(to.reason, 'unsolved');
    assert.equal(to.details['tree'], 'Certificado digital');
    assert.equal(to.details['problem'], 'meu token não é reconhecido, uso o Firefox no notebook');
    assert.equal(to.details['navegador'], 'Firefox');
    assert.equal(to.details['aparelho'], 'computador');
    assert.deepEqual(triedOf(to), [
      'Sim',
      'A3 (token ou cartão) (já tinha dito)',
      'Já tinha tentado',
      'Não acha o certificado (já tinha dito)',
      'Não consegui fazer',
      'Não funcionou',
      'Não funcionou',
    ]);
    assert.match(JSON.stringify(to.details['tried']), /Tire o token ou o cartão e espere 10 segundos/);
  });

  it('does not ask what the first words said', async () => {
    const known = await begin('no celular o site não abre');
    assert.match(known.text, /Você já disse: Celular ou tablet/);
    assert.match(known.text, /e não dentro do WhatsApp/);
    const two = await begin('o site não abre nem no celular nem no computador');
    assert.match(two.text, /Onde você está usando o site/, 'both were named');
    const denied = await begin('o site não abre, e não é no celular');
    assert.match(denied.text, /Onde você está usando o site/, 'it was denied');
  });

  for (const [words, expected] of [
    ['deu certo!', 'solved'],
    ['funcionou, muito obrigado pela ajuda', 'solved'],
    ['não, agora funcionou', 'solved'],
    ['consegui entrar', 'solved'],
    ['it worked', 'solved'],
    ['de primeira não deu, mas agora foi', 'solved'],
    ['consegui abrir mas aparece erro', 'failed'],
    ['funcionou não', 'failed'],
    ['n deu', 'failed'],
    ['naum funcionou', 'failed'],
    ['não está funcionando', 'failed'],
    ['continua a mesma coisa', 'failed'],
    ['fiz tudo mas não deu', 'failed'],
    ['não', 'failed'],
    ['ainda nada', 'failed'],
    ['já fiz isso, não deu', 'Já tinha tentado'],
    ['isso eu já tentei ontem', 'Já tinha tentado'],
    ['não consegui fazer isso', 'could-not'],
    ['não achei essa opção', 'could-not'],
    ['no pude', 'could-not'],
  ] as const) {
    it(`hears “${words}” after something to try as ${expected}`, async () => {
      const step = await sayAll(await begin('site lento'), 'Não');
      const next = await step.say(words);
      if (expected === 'solved') return assert.equal(next.answer.status, 'answered');
      assert.match(next.text, /aliviar o navegador/);
      const to = handoverOf((await next.say('quero falar com um atendente')).answer);
      const titles = { failed: 'Não funcionou', 'could-not': 'Não consegui fazer' } as const;
      const wanted = expected === 'Já tinha tentado' ? expected : titles[expected];
      assert.equal(triedOf(to).at(-1), wanted);
    });
  }

  it('asks whether it worked when they only say that they did it', async () => {
    for (const words of ['fiz', 'pronto', 'sim', 'ok', 'abriu uma tela branca']) {
      const step = await sayAll(await begin('site lento'), 'Não');
      const asked = await step.say(words);
      assert.equal(asked.text, 'E deu certo?', words);
      assert.equal((await asked.say('sim, funcionou')).answer.status, 'answered');
    }
  });

  it('explains in other words, and goes on', async () => {
    const step = await sayAll(await begin('site lento'), 'Sim');
    for (const words of ['como assim?', 'nao entendi', 'oq é isso', 'não sei fazer isso, me ensina']) {
      const said = await step.say(words);
      assert.match(said.text, /caixinha com luzes/, words);
      assert.match((await said.say('não funcionou')).text, /aliviar o navegador/);
    }
  });

  it('goes back a step, and drops what came after it', async () => {
    const third = await sayAll(await begin('site lento'), 'Sim', 'Não funcionou');
    const back = await third.say('voltar');
    assert.match(back.text, /voltamos um passo/);
    assert.match(back.text, /Parece ser a internet/);
    const first = await back.say('errei, volta');
    assert.match(first.text, /Outros sites também estão lentos/);
    const topics = await first.say('voltar');
    assert.match(topics.text, /Posso ajudar com estes assuntos/);
    const to = handoverOf((await sayAll(third, 'voltar', 'atendente')).answer);
    assert.deepEqual(triedOf(to), ['Sim']);
  });

  it('takes a button of an earlier step as a new answer to it', async () => {
    const first = await begin('site lento');
    const value = first.answer.activity?.buttons?.find(({ title }) => title === 'Não')?.value ?? '';
    const later = await sayAll(first, 'Sim', 'Não funcionou');
    const anew = await runTask(opened, { text: 'Não', choice: value, state: later.answer.state });
    assert.match(anew.activity?.text ?? '', /muita gente ao mesmo tempo/);
    assert.equal(anew.output['tried'], 1);
  });

  it('says the step again for a button that belongs nowhere', async () => {
    const step = await sayAll(await begin('site lento'), 'Sim');
    for (const choice of ['at/gone/yes', 'at/clear/worked', 'tree/gone', 'x', '']) {
      const { activity, state } = await runTask(opened, { text: 'x', choice, state: step.answer.state });
      assert.match(activity?.text ?? '', /Parece ser a internet/, choice);
      assert.deepEqual(state?.['tried'], step.answer.state?.['tried']);
    }
  });

  it('keeps what it does not understand for people, offers one, and then calls one', async () => {
    const step = await sayAll(await begin('site lento'), 'Sim');
    const once = await step.say('consegui mas ficou estranho');
    assert.match(once.text, /Não entendi/);
    const twice = await once.say('hmm entao ne');
    assert.match(twice.text, /guardei o que você disse/);
    assert.ok(twice.titles.includes('Falar com uma pessoa'));
    const to = handoverOf((await twice.say('blablabla')).answer);
    assert.equal(to.reason, 'not-understood');
    assert.ok((to.details['notes'] as string[]).includes('blablabla'));
    assert.deepEqual(triedOf(to), ['Sim']);
    assert.equal(handoverOf((await twice.say('Falar com uma pessoa')).answer).reason, 'asked-for-person');
  });

  it('offers another topic when the words are about another, and keeps what was tried before', async () => {
    const step = await sayAll(await begin('site lento'), 'Sim');
    const offered = await step.say('agora o problema é a impressora offline');
    assert.deepEqual(offered.titles, ['Imprimir ou salvar', 'Continuar aqui']);
    assert.match((await offered.say('Continuar aqui')).text, /Parece ser a internet/);
    assert.match((await offered.say('não')).text, /Parece ser a internet/);
    const other = await offered.say('sim');
    assert.match(other.text, /conferir a impressora/);
    assert.deepEqual(triedOf(handoverOf((await other.say('atendente')).answer)), [
      'Sim',
      'Impressora não responde (já tinha dito)',
    ]);
  });

  it('asks again rather than guess when a question is answered by a denial', async () => {
    const step = await begin('certificado digital');
    assert.match((await step.say('ainda não venceu')).text, /Qual é o tipo do certificado/);
    assert.match((await step.say('não está na validade não sei')).text, /validade/);
    assert.match((await step.say('venceu mês passado')).text, /não volta a valer/);
  });

  it('stops when it is told to', async () => {
    const { answer, text } = await (await begin('site lento')).say('deixa pra lá');
    assert.equal(answer.status, 'answered');
    assert.equal(answer.output['outcome'], 'stopped');
    assert.match(text, /paramos por aqui/);
  });

  it('tells at once to warn the court when the hearing begins', async () => {
    const step = await begin('a audiência já começou e minha câmera não funciona');
    assert.match(step.text, /Avise já a vara/);
  });

  it('goes on in the language of the citizen, with the same state', async () => {
    const portuguese = await begin('site lento');
    const { activity } = await runTask(opened, { text: 'no', state: portuguese.answer.state }, 'en');
    assert.match(activity?.text ?? '', /many people on the site/);
    const spanish = await begin('mi archivo es muy grande', 'es-AR');
    assert.match(spanish.text, /un paso a la vez/);
    assert.ok(spanish.titles.includes('PDF o documento'));
    assert.match((await spanish.say('PDF o documento')).text, /escaneado o fotografiado/);
    const french = await begin('certificado', 'fr');
    assert.match(french.text, /certificado está na validade/);
  });

  it('begins anew where the tree was rewritten, or the state is of another time', async () => {
    const states: JsonObject[] = [
      { problem: 'site lento', tree: 'slow-site', step: 'gone', tried: [], notes: [], misses: 0 },
      { problem: 'site lento', tree: 'gone', step: 'gone', tried: [], notes: [], misses: 0 },
      { something: 'else' },
    ];
    for (const state of states) {
      const answer = await runTask(opened, { text: 'o arquivo é muito grande', state });
      assert.match(answer.activity?.text ?? '', /O que você quer enviar/);
    }
  });

  it('asks for nothing: no documents, no protocols, no model', async () => {
    const { default: agent } = await import('../agents/tech-support/agent.ts');
    assert.deepEqual(agent.permissions, { reads: [], model: 'none' });
    assert.equal(agent.tools, undefined);
  });
});
