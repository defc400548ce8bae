/** A day at the desk of Vila Esperança, for the pictures: who works there, who asks, and what came before. */
import type { Database } from '../../src/database.ts';
import type { JourneyHouse } from '../../test/helpers/desk-journey.ts';
import { openDeskLog } from '../../test/helpers/desk-log.ts';
import { createCitizen } from '../../test/helpers/program.ts';
import { until } from '../../test/helpers/servers.ts';

/** Those who wait or are served: what they are called, how long ago they came, and what they wrote. */
const CITIZENS = [
  { name: 'Marlene Castro', minutes: 6, text: 'Como peço a poda de uma árvore na minha calçada?' },
  { name: 'José Carlos Pinto', minutes: 9, text: 'Tem desconto se pagar o IPTU à vista?' },
  { name: 'Sônia Aparecida', minutes: 7, text: 'Sou idosa, como tiro a gratuidade do ônibus?' },
  { name: 'Rafael Nunes', minutes: 11, text: 'Quanto tempo demora a poda?' },
  { name: 'Tatiane Moura', minutes: 4, text: 'Como inscrevo meu filho na creche?' },
  { name: 'Antônio Lacerda', minutes: 10, text: 'Quanto custa o alvará de um bar?' },
  { name: 'Wellington Dias', minutes: 3, text: 'Minha rua está sem luz' },
  { name: 'Patrícia Gomes', minutes: 5, text: 'Recebi multa pelo mato no terreno' },
  { name: 'Luzia Ferreira', minutes: 8, text: 'Quem tem direito à cesta básica?' },
  { name: 'Cláudio Rocha', minutes: 2, text: 'Preciso da segunda via do boleto' },
] as const;

const NAME = `
  update events set body = jsonb_set(jsonb_set(body, '{details}', coalesce(body->'details', '{}')), '{details,name}', to_jsonb($2::text))
  where conversation_id = $1 and type = 'handoff-requested'`;
const ASSIGNED = 'select 1 from tickets where conversation_id = $1 and person_id is not null';
const AGE = `
  update tickets set since = since - $2 * interval '1 minute', queued_at = queued_at - $2 * interval '1 minute',
    awaiting_since = awaiting_since - $2 * interval '1 minute'
  where conversation_id = $1 and ended_at is null`;

/** Whom the first is given to; the others go to whoever is there. */
const OTHERS = `update people set availability = 'available' where login = 'bruno'`;

type Citizen = ReturnType<typeof createCitizen>;

/** Returns the first, and their conversation. */
export async function fillQueue({ program, database }: JourneyHouse): Promise<readonly [string, Citizen]> {
  const all: (readonly [string, Citizen])[] = [];
  for (const { name, minutes, text } of CITIZENS) {
    const citizen = createCitizen(program.url);
    await citizen.ask(text);
    await citizen.ask('Quero falar com uma pessoa');
    const [row] = await database.query<{ id: string }>(
      'select id from conversations order by created_at desc limit 1',
    );
    const id = row?.id ?? '';
    await database.query(NAME, [id, name]);
    await database.query(AGE, [id, minutes]);
    all.push([id, citizen]);
    if (all.length > 1) continue;
    await until(async () => (await database.query(ASSIGNED, [id])).length > 0, 'somebody to have it');
    await database.query(OTHERS);
  }
  const [first] = all;
  if (!first) throw new Error('nobody came');
  return first;
}

const DAYS = 14;
const HOUR_MS = 3_600_000;
const INTENTS = ['ask-documentation', 'talk-to-a-person', 'consult-protocol', 'ombudsman', 'thanks'];
const PEOPLE = ['Ana Souza', 'Bruno Lima', 'Carla Nogueira'];

/** The weeks before, for the reports: more on Mondays, fewer on Sundays, most of it solved by the assistant. */
export async function fillPast(database: Database): Promise<void> {
  const log = openDeskLog(database);
  const rows = await database.query<{ id: string; name: string }>('select id, name from people');
  const people = PEOPLE.flatMap((name) => rows.find((row) => row.name === name)?.id ?? []);
  const at = (day: number, hour: number) => new Date(Date.now() - day * 24 * HOUR_MS - hour * HOUR_MS);
  for (let day = DAYS; day >= 1; day--) {
    const weekday = at(day, 0).getUTCDay();
    const count = weekday === 0 || weekday === 6 ? 3 : 8 + ((day * 5) % 6);
    for (let index = 0; index < count; index++) {
      const since = at(day, (index * 7) % 9);
      const later = (minutes: number) => new Date(since.getTime() + minutes * 60_000).toISOString();
      const { conversationId } = await log.contact({
        at: since.toISOString(),
        closedAt: later(40),
        intents: [INTENTS[(index + day) % INTENTS.length] ?? ''],
      });
      if (index % 3 === 0) {
        const waited = 1 + ((index * day) % 7);
        await log.ticket(conversationId, {
          since: since.toISOString(),
          queue: ['geral', 'suporte', 'ouvidoria'][(index + day) % 3] ?? 'geral',
          personId: people[(index + day) % people.length] ?? '',
          assignedAt: later(waited),
          answeredAt: later(waited + 2),
          endedAt: later(38),
          told: { at: later(0), lowMs: 60_000, highMs: 6 * 60_000 },
        });
      }
      if (index % 2 === 0)
        await log.tell(conversationId, later(41), {
          type: 'feedback-given',
          solved: (index + day) % 5 !== 0,
          rating: 5 - ((index + day) % 4 === 0 ? 2 : index % 2),
        });
    }
  }
}

/** What is said often. */
export const ANSWERS = [
  {
    shortcut: 'ola',
    title: 'Boas-vindas',
    text: 'Olá, {primeiro_nome}! Aqui é {atendente}, da {fila}. Já li o que você escreveu.',
  },
  {
    shortcut: 'poda',
    title: 'Poda: o que falta',
    text: 'Para o pedido de poda preciso do endereço com número e de uma foto da árvore.',
  },
  {
    shortcut: 'prazo',
    title: 'Prazo do protocolo',
    text: 'Seu protocolo é {protocolo}. A resposta chega em até 5 dias úteis, por aqui mesmo.',
  },
  {
    shortcut: 'fim',
    title: 'Despedida',
    text: 'Obrigada pelo contato, {primeiro_nome}. Se precisar, é só escrever de novo.',
  },
] as const;
