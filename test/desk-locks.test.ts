/** What accounts are locked with: passwords, second factors, sealed secrets. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isEasilyGuessed } from '../src/accounts/common-passwords.ts';
import { checkPassword, hashPassword, matchesPassword } from '../src/accounts/passwords.ts';
import { createSealer } from '../src/accounts/sealing.ts';
import { createRecoveryCodes, findTotpStep, readRecoveryCode } from '../src/accounts/second-factor.ts';

describe('passwords', () => {
  it('are refused where they are short, or among the first that are tried', () => {
    const guessed = [
      'senha1234567',
      'P@ssw0rd2026!',
      'qwertyuiop12',
      '1q2w3e4r5t6y',
      '000000000000',
      'abcabcabcabc',
      'Guiche@2026!!',
      'maria.silva12',
      'Flamengo2019!',
      '987654321987',
    ];
    for (const password of ['', 'onze letras', ...guessed])
      assert.throws(
        () => checkPassword(password, ['maria.silva', 'Maria Silva']),
        { code: 'weak-password' },
        password,
      );
  });

  it('are taken as words and as what a password manager makes, in any script', () => {
    for (const password of [
      'cavalo azul trem pera',
      'xK9#mQ2vL5pT',
      'três pratos de trigo',
      'Ελληνικός κωδικός 7',
    ])
      checkPassword(password, ['maria']);
  });

  it('that a password manager makes are never among those', () => {
    // Of signs of which no three stand in a row on any keyboard, and no word is made.
    const signs = fc.constantFrom(...'bfhkpqtwzBFHKPQTWZ258#%');
    const random = fc
      .string({ unit: signs, minLength: 12, maxLength: 24 })
      .filter((text) => new Set(text.toLowerCase()).size >= 8);
    fc.assert(fc.property(random, (text) => !isEasilyGuessed(text, [])));
  });

  it('match however their accents were typed, and nothing else does', async () => {
    const kept = await hashPassword('maçã é fruta boa'.normalize('NFD'));
    assert.match(kept, /^scrypt\$32768\$8\$3\$/);
    assert.ok(await matchesPassword('maçã é fruta boa'.normalize('NFC'), kept));
    assert.ok(!(await matchesPassword('maca e fruta boa', kept)));
    assert.ok(!(await matchesPassword('', null)));
  });
});

describe('the second factor', () => {
  // RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
  const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const at = (seconds: number) => new Date(seconds * 1_000);

  it('is the one of RFC 6238', () => {
    assert.equal(findTotpStep(SECRET, '287082', null, at(59)), 1);
    assert.equal(findTotpStep(SECRET, '081804', null, at(1_111_111_109)), 37_037_036);
    assert.equal(findTotpStep(SECRET, '005 924', null, at(1_234_567_890)), 41_152_263);
  });

  it('takes one step of drift either way, no more, and no step again', () => {
    for (const seconds of [29, 59, 60, 89])
      assert.equal(findTotpStep(SECRET, '287082', null, at(seconds)), 1);
    for (const seconds of [90, 119, 150])
      assert.equal(findTotpStep(SECRET, '287082', null, at(seconds)), undefined);
    assert.equal(findTotpStep(SECRET, '287082', 0, at(59)), 1);
    assert.equal(findTotpStep(SECRET, '287082', 1, at(59)), undefined);
    assert.equal(findTotpStep(SECRET, '28708x', null, at(59)), undefined);
  });

  it('has ten recovery codes, read however they were copied from paper', () => {
    const codes = createRecoveryCodes();
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) {
      const copied = code.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'l').replace('-', ' ');
      assert.equal(readRecoveryCode(copied), readRecoveryCode(code));
      assert.notEqual(readRecoveryCode(code), undefined);
    }
    assert.equal(readRecoveryCode('123456'), undefined, 'a code by the clock');
  });
});

describe('sealed secrets', () => {
  const sealer = createSealer('one secret of the program', 'tests');

  it('are read by whoever has the secret and the use, and by nobody else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = sealer.seal(text);
        assert.equal(sealer.open(sealed), text);
        assert.notEqual(sealer.seal(text), sealed);
        for (const other of [
          createSealer('another', 'tests'),
          createSealer('one secret of the program', 'else'),
        ])
          assert.throws(() => other.open(sealed), { code: 'configuration' });
      }),
      { numRuns: 20 },
    );
  });

  it('are not read once anything of them was changed', () => {
    const sealed = Buffer.from(sealer.seal('a secret'), 'base64url');
    for (const [index, byte] of sealed.entries()) {
      const changed = Buffer.from(sealed);
      changed[index] = byte ^ 1;
      assert.throws(() => sealer.open(changed.toString('base64url')), { code: 'configuration' });
    }
    assert.throws(() => sealer.open(''), { code: 'configuration' });
  });
});
