/** The whole house with several browsers at once: citizens in the chat, people at the desk, a supervisor. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { CHROMIUM_MISSING } from '../helpers/browser.ts';
import { POSTGRES_MISSING } from '../helpers/databases.ts';
import { type JourneyHouse, openJourneyHouse } from '../helpers/desk-journey.ts';
import { until } from '../helpers/servers.ts';

describe('the desk', { skip: CHROMIUM_MISSING || POSTGRES_MISSING }, () => {
  let house: JourneyHouse;
  before(async () => {
    house = await openJourneyHouse();
  });
  after(() => house?.[Symbol.asyncDispose]());
  afterEach(() => house.clear());

  const enterAna = () => house.enter(['attendant'], { name: 'Ana Souza' });
  const holderOf = async (conversationId: string) => {
    const [row] = await house.database.query<{ name: string | null }>(
      `select p.name from tickets t left join people p on p.id = t.person_id
       where t.conversation_id = $1 and t.ended_at is null`,
      [conversationId],
    );
    return row?.name ?? null;
  };

  it('passes a citizen from the assistant to a person, who sees what was said and why, and to another', async () => {
    const ana = await enterAna();
    const bruno = await house.enter(['attendant'], { name: 'Bruno Lima' }, { availability: 'busy' });
    const chat = await house.visit();
    await chat.say('Como peço a poda de uma árvore?');
    await chat.log
      .getByRole('button', { name: /^Fonte 1/ })
      .first()
      .waitFor();
    await chat.say('Quero falar com uma pessoa');
    await chat.log.getByText('Ana entrou na conversa.').waitFor();

    await ana.page.getByRole('option').click();
    await ana.story.getByText('Como peço a poda de uma árvore?').waitFor();
    await ana.story.locator('summary', { hasText: 'Por que o assistente disse isso' }).first().click();
    await ana.story.getByText('Trechos usados').first().waitFor();
    await ana.reply('Bom dia! Qual é o endereço da árvore?');
    await chat.log.getByText('Qual é o endereço da árvore?').waitFor();
    await chat.say('Rua das Flores, 12');
    await ana.story.getByText('Rua das Flores, 12').waitFor();

    await ana.page.getByRole('button', { name: 'Transferir' }).click();
    const dialog = ana.page.getByRole('dialog');
    await dialog.getByLabel('Para quem', { exact: true }).selectOption({ label: 'Bruno Lima' });
    await dialog.getByLabel('Resumo').fill('Pede a poda na Rua das Flores, 12; falta a foto.');
    await dialog.getByRole('button', { name: 'Transferir' }).click();
    await chat.log.getByText('Bruno entrou na conversa.').waitFor();
    await bruno.page.getByRole('option').click();
    await bruno.story.getByText('falta a foto').waitFor();
    await bruno.story.getByText('Qual é o endereço da árvore?').waitFor();
    await bruno.reply('Aqui é o Bruno. Pode mandar uma foto?');
    await chat.log.getByText('Pode mandar uma foto?').waitFor();
    // The summary is the house's own.
    assert.equal(await chat.count('falta a foto'), 0);
    for (const { errors } of [ana, bruno, chat]) assert.deepEqual(errors, []);
  });

  it('tells who waits where they stand, and counts down', async () => {
    const ana = await house.enter(['attendant'], { name: 'Ana Souza', capacity: { web: 1 } });
    const first = await house.waitInQueue();
    await first.chat.log.getByText('Ana entrou na conversa.').waitFor();
    const second = await house.waitInQueue();
    await second.chat.page.getByText('Você é a próxima pessoa da fila.').first().waitFor();
    const third = await house.waitInQueue();
    await third.chat.page.getByText('Você está em 2º lugar na fila.').first().waitFor();
    await ana.open(first.conversationId);
    await ana.reply('Pronto, resolvido.');
    await first.chat.log.getByText('Pronto, resolvido.').waitFor();
    await ana.page.getByRole('button', { name: 'Encerrar' }).click();
    await ana.page.getByRole('dialog').getByRole('button', { name: 'Encerrar' }).click();
    await second.chat.log.getByText('Ana entrou na conversa.').waitFor();
    await third.chat.page.getByText('Você é a próxima pessoa da fila.').first().waitFor();
  });

  it('gives a conversation to another when a browser dies, and the citizen loses nothing', async () => {
    const ana = await enterAna();
    const { chat, conversationId } = await house.waitInQueue();
    await chat.log.getByText('Ana entrou na conversa.').waitFor();
    await ana.open(conversationId);
    await ana.reply('Um momento, estou vendo.');
    await chat.log.getByText('Um momento, estou vendo.').waitFor();
    const bruno = await house.enter(['attendant'], { name: 'Bruno Lima' });
    await ana.crash();
    await chat.say('Ainda está aí?');
    await until(async () => {
      // As if minutes had passed since a window of hers was last seen.
      await house.database.query(`update people set seen_at = now() - interval '5 minutes' where id = $1`, [
        ana.person.personId,
      ]);
      await house.database.query(
        `update tickets set assigned_at = now() - interval '5 minutes', touched_at = now() - interval '5 minutes'
         where person_id = $1`,
        [ana.person.personId],
      );
      return (await holderOf(conversationId)) === 'Bruno Lima';
    }, 'the conversation to be given to somebody who is there');
    await chat.log.getByText('Bruno entrou na conversa.').waitFor();
    await bruno.open(conversationId);
    for (const words of ['Um momento, estou vendo.', 'Ainda está aí?'])
      await bruno.story.getByText(words).waitFor();
    await bruno.reply('Estou, sim: aqui é o Bruno.');
    await chat.log.getByText('Estou, sim: aqui é o Bruno.').waitFor();
  });

  it('shows a supervisor at once who waits and who answers', async () => {
    const { page } = await house.enter(
      ['supervisor'],
      { queues: [], name: 'Davi Prado' },
      { path: 'board', availability: 'busy' },
    );
    const row = page.getByRole('row', { name: /Atendimento geral/ }).first();
    const waiting = row.getByRole('cell').first();
    const shows = (count: string) =>
      until(async () => (await waiting.innerText()).trim() === count, `the board to show ${count} waiting`);
    await shows('0');
    const { chat } = await house.waitInQueue();
    await shows('1');
    await enterAna();
    await chat.log.getByText('Ana entrou na conversa.').waitFor();
    await shows('0');
    await page
      .getByRole('row', { name: /Ana Souza/ })
      .first()
      .waitFor();
  });

  it('puts two protocols of one citizen together', async () => {
    const ana = await enterAna();
    const first = await house.waitInQueue();
    await first.chat.say('É sobre o meu IPTU.');
    const second = await house.waitInQueue();
    await second.chat.log.getByText('Ana entrou na conversa.').waitFor();
    await ana.open(second.conversationId);
    await ana.page.getByRole('button', { name: 'Ações' }).click();
    await ana.page.getByRole('button', { name: 'Juntar com outro' }).click();
    const dialog = ana.page.getByRole('dialog');
    await dialog.getByLabel('Número de protocolo').fill(await first.chat.protocolNumber());
    await dialog.getByRole('button', { name: 'Juntar' }).click();
    await ana.open(first.conversationId);
    await ana.story.getByText('É sobre o meu IPTU.').waitFor();
    assert.equal(await ana.story.getByText('Quero falar com uma pessoa', { exact: true }).count(), 2);
  });

  it('loses neither draft nor answer with the network, and sends once', async () => {
    const ana = await enterAna();
    const { chat, conversationId } = await house.waitInQueue();
    await chat.log.getByText('Ana entrou na conversa.').waitFor();
    await ana.open(conversationId);
    const box = ana.page.getByRole('textbox', { name: 'Resposta ao cidadão' });
    await box.waitFor();
    await ana.page.context().setOffline(true);
    await ana.reply('Escrito sem rede.');
    await box.fill('Um rascunho que fica');
    await ana.story.getByText('Escrito sem rede.').waitFor();
    assert.equal(await chat.count('Escrito sem rede.'), 0);
    await ana.page.context().setOffline(false);
    await chat.log.getByText('Escrito sem rede.').waitFor();
    assert.equal(await box.inputValue(), 'Um rascunho que fica');
    await ana.page.reload();
    await until(async () => (await box.inputValue()) === 'Um rascunho que fica', 'the draft to be there');
    await ana.reply('Depois da rede.');
    await chat.log.getByText('Depois da rede.').waitFor();
    assert.equal(await chat.count('Escrito sem rede.'), 1);
    assert.equal(await ana.story.getByText('Escrito sem rede.').count(), 1);
  });
});
