/** One suite over every implementation of the recognizer contract. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readDialogExamples } from '../../src/corpora/dialog-corpora.ts';
import { createLog } from '../../src/log.ts';
import {
  type Example,
  MAX_GUESSES,
  OUT_OF_SCOPE,
  type Recognizer,
  type RecognizerKind,
} from '../../src/recognizer.ts';
import { RECOGNIZER_KINDS } from '../../src/recognizers/kinds.ts';
import { RECOGNIZERS } from '../../src/settings.ts';
import { examples, PHRASES, STRANGE, UNSEEN } from './recognizer-phrases.ts';

const train = (kind: RecognizerKind, from: readonly Example[]) => kind.train(from, { locale: 'pt-BR' });
const learn = async (kind: RecognizerKind, from: readonly Example[]) =>
  kind.load(await train(kind, from), `${kind.name}@test`);
/** The likeliest intent. */
async function read(recognizer: Recognizer, text: string) {
  const { guesses, ...rest } = await recognizer.recognize(text, { locale: 'pt-BR' });
  const { intent, confidence } = guesses[0] ?? { intent: null, confidence: 0 };
  return { intent, confidence, guesses, ...rest };
}

/**
 * node-nlp's scores are shares between the intents that a text has a word in common with: one word
 * may bring 1. None of its options changes that (`useNoneFeature`, `nonedeltaValue` 0.2 to 1: measured).
 */
const SCORES_ARE_SHARES: ReadonlySet<string> = new Set(['node-nlp']);

const KINDS_URL = import.meta.resolve('../../src/recognizers/kinds.ts');

/** Runs in a folder of its own, with bait there: what node-nlp alone would read and run. */
function runAlone(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'recognizer-'));
  try {
    writeFileSync(join(folder, '.env'), 'BAIT=taken\n');
    mkdirSync(join(folder, 'plugins'));
    writeFileSync(join(folder, 'plugins', 'bait.js'), 'console.log("bait ran");');
    writeFileSync(join(folder, 'conf.json'), '{"use":["a-package-that-is-not-there"]}');
    const program = `
      const { RECOGNIZER_KINDS } = await import(${JSON.stringify(KINDS_URL)});
      const kind = RECOGNIZER_KINDS[${JSON.stringify(name)}];
      const examples = ${JSON.stringify([...examples, { text: '?!', intent: 'iptu' }])};
      const model = await kind.train(examples, { locale: 'pt-BR' });
      const recognizer = await kind.load(model, 'x');
      const { guesses } = await recognizer.recognize('iptu', { locale: 'pt-BR' });
      if (guesses[0]?.intent !== 'iptu' || process.env.BAIT) process.exitCode = 1;`;
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { ...run, files: readdirSync(folder).sort() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function suite(kind: RecognizerKind) {
  const knowsItsLimits = !SCORES_ARE_SHARES.has(kind.name);
  describe(`recognizer: ${kind.name}`, () => {
    let recognizer: Recognizer;
    before(async () => {
      recognizer = await learn(kind, examples);
    });

    it('names what it learnt, and itself', () => {
      assert.deepEqual(recognizer.intents.toSorted(), Object.keys(PHRASES).sort());
      assert.equal(recognizer.version, `${kind.name}@test`);
    });

    it('recalls every phrase it was taught', async () => {
      for (const { text, intent } of examples) {
        const understanding = await read(recognizer, text);
        assert.equal(understanding.intent, intent, text);
        assert.ok(understanding.confidence > 0.5, `${text}: ${understanding.confidence}`);
      }
    });

    it('understands phrases it was not taught, misspelt or shouted', async () => {
      for (const [text, intent] of UNSEEN) assert.equal((await read(recognizer, text)).intent, intent, text);
    });

    it('is sure of what it was taught, and, where its scores allow, not of foreign words', async () => {
      const foreign = await read(recognizer, 'gostaria de ensinar xadrez para o meu cachorro');
      const taught = await read(recognizer, 'como pago o iptu');
      assert.ok(taught.confidence > 0.7, String(taught.confidence));
      assert.equal(taught.certainty, 'sure');
      if (knowsItsLimits) assert.notEqual(foreign.certainty, 'sure', String(foreign.confidence));
    });

    it('makes the same model of the same examples, in whatever order', async () => {
      assert.deepEqual(await train(kind, examples), await train(kind, examples.toReversed()));
    });

    it('guesses at most three, likeliest first, and each once', async () => {
      for (const [text] of UNSEEN) {
        const { guesses, outOfScope } = await read(recognizer, text);
        const confidences = guesses.map(({ confidence }) => confidence);
        assert.ok(guesses.length <= MAX_GUESSES);
        assert.equal(new Set(guesses.map(({ intent }) => intent)).size, guesses.length);
        assert.deepEqual(
          confidences,
          confidences.toSorted((one, other) => other - one),
        );
        assert.ok(outOfScope >= 0 && outOfScope <= 1);
      }
    });

    it('refuses bytes that are no model, and a model that breaks off', async () => {
      const model = await train(kind, examples);
      const broken = [new Uint8Array(), Buffer.from('{}'), model.slice(0, -1), Buffer.concat([model, model])];
      for (const bytes of broken) await assert.rejects(kind.load(bytes, 'x'));
    });

    for (const [what, text] of Object.entries(STRANGE)) {
      it(`survives ${what}`, async () => {
        const { intent, confidence } = await read(recognizer, text);
        assert.ok(intent === null ? confidence === 0 : recognizer.intents.includes(intent));
        assert.ok(confidence >= 0 && confidence <= 1, String(confidence));
      });
    }

    it('has no intent for a text without words, or in a script it never saw', async () => {
      for (const what of ['nothing', 'blanks', 'Chinese', 'Arabic']) {
        assert.equal((await read(recognizer, STRANGE[what] ?? '')).intent, null, what);
      }
      const taught = await learn(kind, [...examples, { text: 'pt', intent: 'language' }]);
      assert.equal((await read(taught, '')).intent, null, 'the name of the language is not read instead');
    });

    it('never names out of scope as an intent, and unlearns nothing by its examples', async () => {
      const texts = ['qual time ganhou o jogo', 'placar do jogo', 'quem ganhou o jogo ontem'];
      const wider = await learn(kind, [
        ...examples,
        ...texts.map((text) => ({ text, intent: OUT_OF_SCOPE })),
      ]);
      assert.deepEqual(wider.intents.toSorted(), Object.keys(PHRASES).sort());
      for (const text of texts) {
        const { intent, outOfScope } = await read(wider, text);
        assert.notEqual(intent, OUT_OF_SCOPE);
        const taught = await read(wider, 'como pago o iptu');
        if (knowsItsLimits) assert.ok(outOfScope > 3 * taught.outOfScope, `${text}: ${outOfScope}`);
      }
      assert.equal((await read(wider, 'como pago o iptu')).intent, 'iptu');
    });

    it('understands a word that is also a name every object has', async () => {
      for (const text of ['constructor', 'O CONSTRUCTOR!']) {
        assert.equal((await read(recognizer, text)).intent, 'constructor', text);
      }
    });

    it('takes a word between percent signs for a word, and reads on as fast as before', async () => {
      const taught = await learn(kind, [...examples, { text: 'desconto de %dez%', intent: 'desconto' }]);
      const times: number[] = [];
      for (let n = 0; n < 51; n++) {
        const startedAt = performance.now();
        assert.equal((await read(taught, `desconto amanhã às 10h, ${n} reais`)).intent, 'desconto');
        times.push(performance.now() - startedAt);
      }
      const median = times.toSorted((one, two) => one - two)[25] ?? 0;
      // Looking for entities takes node-nlp 9 ms and more.
      assert.ok(median < 3, `${median} ms`);
    });

    it('does not mix calls that run at the same time', async () => {
      const texts = examples.map(({ text }) => text);
      const together = await Promise.all(texts.map((text) => read(recognizer, text)));
      assert.deepEqual(
        together.map(({ intent }) => intent),
        examples.map(({ intent }) => intent),
      );
    });

    it('without examples knows no intent', async () => {
      const empty = await learn(kind, []);
      assert.deepEqual(empty.intents, []);
      assert.equal((await read(empty, 'como pago o iptu')).intent, null);
    });

    it('prints nothing, writes nothing, and reads nothing of the folder it runs in', () => {
      const { status, stdout, stderr, files } = runAlone(kind.name);
      assert.deepEqual(
        { status, stdout, stderr, files },
        { status: 0, stdout: '', stderr: '', files: ['.env', 'conf.json', 'plugins'] },
      );
    });

    it('keeps nothing of what people wrote', async () => {
      setFlagsFromString('--expose-gc');
      const collectGarbage = runInNewContext('gc') as () => void;
      // Letters, for a recognizer may take all digits for the same.
      const word = (n: number) => String(n).replace(/\d/g, (digit) => 'bcdfghjklm'[Number(digit)] ?? '');
      const words = (n: number) =>
        Array.from({ length: 150 }, (_, at) => `segredo${word(n * 150 + at)}`).join(' ');
      for (let n = 0; n < 50; n++) await read(recognizer, words(n));
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      for (let n = 0; n < 400; n++) await read(recognizer, words(1_000 + n));
      collectGarbage();
      const grownBytes = process.memoryUsage().heapUsed - before;
      assert.ok(grownBytes < 2_000_000, `400 messages of 2 kB left ${grownBytes} bytes behind`);
    });

    it("learns the dialogs' own phrases", async () => {
      const byLocale = await readDialogExamples(
        join(import.meta.dirname, '../../dialogs'),
        createLog('silent'),
      );
      const own = byLocale.get('pt-BR') ?? [];
      const taught = await learn(kind, own);
      let right = 0;
      for (const { text, intent } of own) {
        if ((await read(taught, text)).intent === intent) right++;
      }
      assert.ok(right / own.length > 0.97, `${right} of ${own.length}`);
      assert.equal((await read(taught, 'quero falar com uma pessoa agora')).intent, 'talk-to-a-person');
    });
  });
}

for (const kind of Object.values(RECOGNIZER_KINDS)) suite(kind);

describe('recognizers', () => {
  it('are those that the settings name, under their own names', () => {
    assert.deepEqual(Object.keys(RECOGNIZER_KINDS), [...RECOGNIZERS]);
    for (const [name, kind] of Object.entries(RECOGNIZER_KINDS)) assert.equal(kind.name, name);
  });
});
