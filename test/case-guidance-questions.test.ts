/** What people ask about a case that they see: answered from its movements, or said not to be in them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Agent, meet, openAgent, textOf, valuesOf } from './helpers/case-guidance.ts';
import {
  type DatajudServer,
  makeNumber,
  makeSource,
  movement,
  startDatajud,
} from './helpers/datajud-server.ts';

let server: DatajudServer;
let agent: Agent;
before(async () => {
  server = await startDatajud();
  agent = await openAgent(server);
});
after(() => server[Symbol.asyncDispose]());

describe('questions', () => {
  const number = makeNumber('8.26', 20);
  const ask = async (movimentos: readonly object[], question: string, fields: object = {}) => {
    const own = await openAgent(server);
    server.reply({ sources: [makeSource(number, { movimentos, ...fields })] });
    const citizen = meet(own);
    await citizen.say(number);
    return citizen.say(question);
  };

  test('what comes next: by what happened, and by the kind of court', async () => {
    const lost = [movement(220, 'Improcedência', '2026-09-01'), movement(92, 'Publicação', '2026-08-01')];
    const civil = textOf(await ask(lost, 'e agora, o que eu faço?'));
    assert.match(civil, /Pedido negado, 1 de setembro de 2026.*prazo é curto/s);
    assert.match(civil, /Defensoria Pública, de graça/);
    assert.match(civil, /orientação geral e não substitui o advogado/);
    const small = await ask(lost, 'o que eu faço agora', { grau: 'JE' });
    assert.match(textOf(small), /20 salários mínimos/);
    const classe = { codigo: 283, nome: 'Ação Penal - Procedimento Ordinário' };
    assert.match(textOf(await ask(lost, 'qual o próximo passo?', { classe })), /Em caso criminal/);
    assert.ok(valuesOf(small).includes('go:talk-to-a-person'));
  });

  test('hearings: the record, and that its day is not in the data', async () => {
    const hearing = [
      movement(12740, 'de Conciliação', '2026-07-01', 'designada'),
      movement(60, 'x', '2026-08-01'),
    ];
    assert.match(
      textOf(await ask(hearing, 'tem audiência marcada?')),
      /Audiência de conciliação.*não vem nesta/s,
    );
    assert.match(textOf(await ask([], 'tem audiencia?')), /Não há registro de audiência/);
  });

  test('what nobody can know is said', async () => {
    const steps = [movement(51, 'Conclusão', '2026-09-01')];
    assert.match(textOf(await ask(steps, 'quando sai a sentença?')), /Ninguém pode prometer/);
    assert.match(textOf(await ask(steps, 'quem é o juiz do caso?')), /nome do juiz não vem/);
    assert.match(textOf(await ask(steps, 'qual o nome do advogado da outra parte')), /nomes das partes/);
    assert.match(textOf(await ask(steps, 'ganhei?')), /Ainda não há um resultado/);
    assert.match(
      textOf(await ask(steps, 'quero ler a cópia da decisão em pdf')),
      /Ainda não há|não vêm nesta/,
    );
    const ended = [movement(848, 'Trânsito em julgado', '2026-09-01')];
    assert.match(textOf(await ask(ended, 'quanto tempo demora ainda?')), /já chegou ao fim/);
    const paid = [movement(12176, 'Paga', '2026-09-01')];
    assert.match(textOf(await ask(paid, 'quando vou receber o dinheiro?')), /RPV paga/);
  });

  test('words are explained, with a case and without', async () => {
    const citizen = meet(agent);
    assert.match(textOf(await citizen.say('o que significa conclusos?')), /^Conclusos: .*com o juiz/);
    assert.match(
      textOf(await citizen.say('o que quer dizer trânsito em julgado')),
      /Ninguém pode mais recorrer/,
    );
    assert.match(textOf(await ask([], 'o que significa abracadabra?')), /Não tenho uma explicação segura/);
    assert.match(textOf(await ask([], 'e esse tal de saneamento')), /^Saneamento: /);
    assert.match(textOf(await ask([], 'o que é que eu faço agora?')), /Defensoria/);
    assert.match(textOf(await ask([], 'me explica se eu ganhei')), /Ainda não há um resultado/);
    assert.match(textOf(await ask([], 'preciso ir na audiência?')), /Não há registro de audiência/);
  });

  test('what is not understood is said in other words the second time', async () => {
    server.reply({ sources: [makeSource(number)] });
    const citizen = meet(agent);
    await citizen.say(number);
    const first = await citizen.say('xpto zum zum');
    const second = await citizen.say('blá blá');
    assert.notEqual(textOf(first), textOf(second));
    assert.match(textOf(second), /Uma pessoa da equipe/);
    assert.match(textOf(await citizen.say('outro processo')), /Qual é o número/);
  });
});
