/** Codes to type: what they may be taken for, and that what is no code is not taken for one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readTarget } from '../agents/identity/read.ts';
import { findEntities } from '../src/entities.ts';
import { TIME_ZONE } from '../src/locale.ts';
import { CODE_DIGITS, createCodes } from '../src/pipeline/codes.ts';
import { overDatabases } from './helpers/databases.ts';
import { codeIn, createScenes, type LinkedHouse, openLinkedHouse } from './helpers/linked-house.ts';

const codes = createCodes('a-secret-that-nobody-knows-32-chars');
const grouped = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

const WORDINGS = [
  (code: string) => `continuar atendimento ${code}`,
  (code: string) => code,
  (code: string) => `o código do whatsapp é ${code}`,
  (code: string) => `código do telefone: ${code}`,
];

const targetIn = (text: string) =>
  readTarget({
    text,
    entities: [...findEntities(text, { locale: 'pt-BR', now: new Date(), timeZone: TIME_ZONE })],
  });

describe('codes', () => {
  it('that are shown are never taken for a telephone or a protocol, however they are written', () => {
    for (let id = 0; id < 2_000; id++) {
      const code = codes.codeOf(`id-${id}`, CODE_DIGITS.shown);
      assert.match(code, /^\d{12}$/);
      for (const word of WORDINGS)
        for (const text of [word(code), word(grouped(code))])
          assert.ok(!(targetIn(text) instanceof Object), `id-${id}: ${text}`);
    }
  });

  it('follow from their ids alone, and begin with any digit but 0', () => {
    const again = createCodes('a-secret-that-nobody-knows-32-chars');
    const first = new Set<string>();
    for (let id = 0; id < 500; id++) {
      const code = codes.codeOf(`id-${id}`, CODE_DIGITS.shown);
      assert.equal(again.codeOf(`id-${id}`, CODE_DIGITS.shown), code);
      assert.match(codes.codeOf(`id-${id}`, CODE_DIGITS.sent), /^\d{8}$/);
      first.add(code.slice(0, 1));
    }
    assert.equal([...first].sort().join(''), '123456789');
  });
});

overDatabases('twelve digits', (database) => {
  const stack = new AsyncDisposableStack();
  let house: LinkedHouse;
  before(async () => {
    house = await openLinkedHouse(database(), stack);
  });
  after(() => stack.disposeAsync());

  for (const written of ['55 11 3333-4440', '+55 (11) 3333-4441', '551133334442', 'celular 011 99999 4443'])
    it(`are a telephone where they are one: ${written}`, async () => {
      const national = written.replace(/\D/g, '').replace(/^(55|0)/, '');
      const phone = { channel: 'whatsapp', address: `+55${national}` };
      await house.say(phone, 'quero reclamar');
      const web = house.meet('web');
      const answer = await house.say(web, `quero continuar o atendimento do ${written}`);
      assert.match(answer.text, /Se existir um atendimento/);
      const sent = (await house.heardAt(phone)).at(-1)?.text ?? '';
      assert.match((await house.say(web, codeIn(sent))).text, /Você continua por aqui/);
    });

  it('are a code where they were shown, whatever they look like beside it', async () => {
    const { phone, web, webNumber } = await createScenes(() => house).begin();
    const code = codeIn((await house.say(web, 'quero continuar pelo whatsapp')).text);
    const asked = await house.say(phone, `quero continuar, o código que veio no whatsapp é ${grouped(code)}`);
    assert.match(asked.text, /Foi você quem pediu o código/);
    assert.equal((await house.tap(phone, 'Sim, fui eu')).protocolNumber, webNumber);
  });
});
