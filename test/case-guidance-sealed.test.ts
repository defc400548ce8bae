/** A sealed case: nothing of it is said, kept or logged, whatever shape it comes in. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import agent from '../agents/case-guidance/agent.ts';
import type { AgentAnswer } from '../src/event.ts';
import { type Citizen, meet, openAgent, textOf } from './helpers/case-guidance.ts';
import {
  type DatajudReply,
  makeNumber,
  makeSource,
  movement,
  startDatajud,
} from './helpers/datajud-server.ts';

const NUMBER = makeNumber('8.26', 4321);
const SECRET = makeSource(NUMBER, {
  id: `TJSP_24_G1_777_${NUMBER}`,
  tribunal: 'TJSP',
  nivelSigilo: 1,
  classe: { codigo: 1389, nome: 'Adoção' },
  grau: 'G1',
  orgaoJulgador: { codigo: 777, codigoMunicipioIBGE: 3509502, nome: '1ª Vara da Família de Campinas' },
  dataAjuizamento: '2024-05-06T00:00:00.000Z',
  dataHoraUltimaAtualizacao: '2026-07-08T09:10:11.000Z',
  assuntos: [{ codigo: 5779, nome: 'Destituição do poder familiar' }],
  partes: [{ polo: 'AT', nome: 'Fulana de Tal' }],
  movimentos: [
    movement(12740, 'de Conciliação', '2026-06-05', 'designada'),
    movement(219, 'Procedência', '2026-06-09'),
  ],
});

/** Every string in it, days as people read them, and the court by its name. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
const WRITTEN = NUMBER.replace(/(\d{7})(\d\d)(\d{4})(\d)(\d\d)(\d{4})/, '$1-$2.$3.$4.$5.$6');
const SECRETS = [
  ...stringsOf(SECRET),
  ...[
    WRITTEN,
    'São Paulo',
    '1º grau',
    '6 de maio',
    '8 de julho',
    '5 de junho',
    '9 de junho',
    'Pedido aceito',
    'conciliação',
  ],
];

/** Short ones ("AT") stand in other words. */
const standsIn = (secret: string, text: string): boolean =>
  secret.length > 3
    ? text.toLowerCase().includes(secret.toLowerCase())
    : new RegExp(`(?<![\\p{L}\\p{N}])${secret}(?![\\p{L}\\p{N}])`, 'u').test(text);

function assertSilent(answer: AgentAnswer, { partials, logged }: Citizen): void {
  const everything = [JSON.stringify(answer), ...partials, ...logged].join('\n');
  for (const secret of SECRETS) assert.ok(!standsIn(secret, everything), `“${secret}” is in ${everything}`);
}

describe('a sealed case', () => {
  const levels = [1, 2, 5, '1', 'S', true, { nivel: 1 }, -1];
  const replies: [string, DatajudReply][] = [
    ...levels.map((nivelSigilo): [string, DatajudReply] => [
      `of level ${JSON.stringify(nivelSigilo)}`,
      { sources: [{ ...SECRET, nivelSigilo }] },
    ]),
    [
      'beside another instance that is not marked',
      { sources: [{ ...SECRET, nivelSigilo: 0, grau: 'G2' }, SECRET] },
    ],
    ['whose number is written with dots', { sources: [{ ...SECRET, numeroProcesso: WRITTEN }] }],
    [
      'with nothing else right in it',
      { sources: [{ ...SECRET, movimentos: 'x', classe: 3, assuntos: null }] },
    ],
  ];
  for (const [name, reply] of replies) {
    test(name, async () => {
      await using server = await startDatajud();
      server.reply(reply);
      const citizen = meet(await openAgent(server));
      const answer = await citizen.say(NUMBER);
      assert.match(
        textOf(answer),
        /^Esse processo corre em segredo de justiça. Só as partes e os advogados podem ver/,
      );
      assert.equal(answer.status, 'answered');
      assert.deepEqual(answer.output, { outcome: 'sealed' });
      assert.deepEqual(answer.explanation, { outcome: 'sealed' });
      assertSilent(answer, citizen);
      // Nothing of it is left for the next question.
      assertSilent(await citizen.say('e agora, o que eu faço? tem audiência?'), citizen);
    });
  }

  test('in an answer that breaks off, or is no JSON: nothing of it is quoted', async () => {
    for (const reply of [
      { sources: [SECRET], end: 'cut' } as const,
      { raw: `${JSON.stringify({ hits: { hits: [{ _source: SECRET }] } })} trailing` },
      { raw: JSON.stringify(SECRET) },
      { status: 500, raw: JSON.stringify(SECRET) },
    ]) {
      await using server = await startDatajud();
      server.reply(reply);
      const citizen = meet(await openAgent(server));
      const answer = await citizen.say(NUMBER);
      assert.equal(answer.output['outcome'], 'look-up-failed');
      const everything = [JSON.stringify(answer), ...citizen.logged].join('\n');
      // The number is the citizen's own word, and the court stands in it.
      for (const secret of [
        'Adoção',
        'Família',
        'poder familiar',
        'Fulana',
        '2026-06',
        'Procedência',
        'Conciliação',
      ])
        assert.ok(!everything.includes(secret), `“${secret}” is in ${everything}`);
    }
  });

  test('in English and Spanish too', async () => {
    await using server = await startDatajud();
    server.reply({ sources: [SECRET] });
    for (const locale of ['en', 'es']) {
      const citizen = meet(await openAgent(server), { locale });
      assertSilent(await citizen.say(NUMBER), citizen);
    }
  });

  test('no model is handed to the agent, and it may read nothing of the house', () => {
    assert.deepEqual(agent.permissions, { reads: [], model: 'none' });
  });
});
