/**
 * Danger, despair, anger and priority in people's words. `sentences.yml` was written before the lists
 * and `fresh.yml` after the first of them, and both were looked at; `unseen.yml` was not.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readDialogExamples } from '../src/corpora/dialog-corpora.ts';
import { createLog } from '../src/log.ts';
import { RECOGNIZER_KINDS } from '../src/recognizers/kinds.ts';
import { openRecognizer } from '../src/recognizers/trained.ts';
import { DEFAULT_RECOGNIZER } from '../src/settings.ts';
import { openSignals } from '../src/urgency/read.ts';
import { rankPriority, URGENCY_KINDS } from '../src/urgency.ts';

const readSignals = await openSignals();

interface Labelled {
  readonly text: string;
  readonly kind: string;
  readonly danger: string | undefined;
}

function readLabelled(name: string): readonly Labelled[] {
  const text = readFileSync(new URL(`urgency/${name}.yml`, import.meta.url), 'utf8');
  return Object.entries(parse(text) as Record<string, readonly string[]>).flatMap(([label, texts]) => {
    const [kind = '', danger] = label.split('/');
    return texts.map((each) => ({ text: each, kind, danger }));
  });
}

const count = <Item>(items: readonly Item[], is: (item: Item) => boolean): number => items.filter(is).length;

function measure(labelled: readonly Labelled[], kind: string) {
  const found = labelled.map((each) => ({ ...each, urgency: readSignals(each.text).urgency }));
  const right = count(found, (each) => each.kind === kind && each.urgency?.kind === kind);
  return {
    precision:
      right /
      Math.max(
        1,
        count(found, ({ urgency }) => urgency?.kind === kind),
      ),
    recall: right / count(labelled, (each) => each.kind === kind),
    dangers:
      count(found, ({ urgency, danger }) => danger !== undefined && urgency?.danger === danger) / right,
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

describe('the word lists', () => {
  const looked = [...readLabelled('sentences'), ...readLabelled('fresh')];
  const unseen = readLabelled('unseen');
  for (const kind of URGENCY_KINDS) {
    it(`know ${kind} in what was looked at, and are measured on what was not`, (t) => {
      const known = measure(looked, kind);
      const other = measure(unseen, kind);
      t.diagnostic(`looked at: precision ${percent(known.precision)}, recall ${percent(known.recall)}`);
      t.diagnostic(`unseen: precision ${percent(other.precision)}, recall ${percent(other.recall)}`);
      assert.ok(known.precision >= 0.97 && known.recall >= 0.97);
    });
  }

  it('know more than half of the dangers that nobody showed them, and whom to call', () => {
    const { recall, dangers } = measure(unseen, 'risk-to-life');
    assert.ok(recall >= 0.5 && dangers >= 0.9);
  });

  it('hardly ever take one thing for another', () => {
    const wrong = unseen.filter(({ text, kind }) => (readSignals(text).urgency?.kind ?? kind) !== kind);
    assert.ok(wrong.length <= unseen.length * 0.04, wrong.map(({ text }) => text).join('\n'));
  });

  it('leave alone everything that says nothing of the kind', () => {
    const alarms = [...looked, ...unseen].filter(
      ({ kind, text }) => kind === 'none' && readSignals(text).urgency,
    );
    assert.deepEqual(alarms, []);
  });

  it('know the words without accents, in capitals and with a slip of the hand', () => {
    const written = [
      'NÃO QUERO MAIS VIVER',
      'nao  quero mais viver!!',
      'n qro mas vver',
      'naum quero mais viverr',
    ];
    for (const text of written) assert.equal(readSignals(text).urgency?.danger, 'suicide', text);
  });

  it('read a no as one only where it belongs to the words', () => {
    assert.equal(readSignals('não quero morrer de fome').urgency, undefined);
    assert.equal(readSignals('nunca pensei em suicídio').urgency, undefined);
    assert.equal(readSignals('não, quero morrer').urgency?.kind, 'risk-to-life');
    assert.equal(readSignals('Não. Vou me matar.').urgency?.kind, 'risk-to-life');
  });

  const tais = join(import.meta.dirname, '../../shared/data/nlu');
  const skip = !existsSync(tais) && process.env['CI'] === undefined && 'shared/data/nlu is not here';
  it('are silent over what citizens asked a ministry', { skip }, (t) => {
    const texts = ['train', 'test'].flatMap((part) =>
      readFileSync(join(tais, `tais.${part}.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text),
    );
    const startedAt = performance.now();
    const alarms = texts.filter((text) => readSignals(text).urgency || readSignals(text).claims.length > 0);
    const micros = ((performance.now() - startedAt) / texts.length / 2) * 1_000;
    t.diagnostic(`${alarms.length} alarms in ${texts.length} messages, ${micros.toFixed(1)} µs a message`);
    assert.ok(alarms.length <= texts.length * 0.002, alarms.join('\n'));
  });

  it('take no longer than the text is long', () => {
    const timeOf = (words: number) => {
      const text = 'eu quero muito morrer de rir e não sei o que fazer com esse fogo '.repeat(words);
      const before = process.threadCpuUsage();
      readSignals(text);
      return process.threadCpuUsage(before).user / 1_000;
    };
    timeOf(100);
    assert.ok(timeOf(4_000) < Math.max(50, timeOf(400) * 40));
  });

  it('read anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        readSignals(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the recognizer beside the lists', () => {
  it('finds most of the dangers that they do not know', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'guiche-urgency-'));
    const log = createLog('silent');
    const dialogs = fileURLToPath(new URL('../dialogs/', import.meta.url));
    const examples = await readDialogExamples(dialogs, log);
    const kind = RECOGNIZER_KINDS[DEFAULT_RECOGNIZER];
    const recognizer = await openRecognizer({ kind, examples, cacheFolder: folder, log });
    const isFound = async (text: string) => {
      const { guesses, certainty } = await recognizer.recognize(text, { locale: 'pt-BR' });
      return certainty === 'sure' && guesses[0]?.intent === 'urgent-help';
    };
    const share = async (texts: readonly Labelled[], byLists: boolean) => {
      const found = await Promise.all(
        texts.map(async ({ text }) => (byLists && readSignals(text).urgency !== undefined) || isFound(text)),
      );
      return count(found, Boolean) / texts.length;
    };
    const unseen = readLabelled('unseen');
    const dangers = await share(
      unseen.filter((each) => each.kind === 'risk-to-life'),
      true,
    );
    const alarms = await share(
      unseen.filter((each) => each.kind === 'none'),
      false,
    );
    await rm(folder, { recursive: true });
    t.diagnostic(`unseen: recall of both ${percent(dangers)}, alarms of the recognizer ${percent(alarms)}`);
    assert.ok(dangers >= 0.8 && alarms <= 0.25);
  });
});

describe('priority by law', () => {
  const file = readFileSync(new URL('urgency/priority.yml', import.meta.url), 'utf8');
  for (const [text, claims] of parse(file) as readonly (readonly [string, readonly string[]])[]) {
    it(`${text}: ${claims.join(', ') || 'none'}`, () => {
      assert.deepEqual(readSignals(text).claims, claims);
    });
  }

  it('puts danger first, then those past eighty, then the others, then blood donors', () => {
    const order = [
      ['risk-to-life', 'age-60'],
      ['despair'],
      ['age-80'],
      ['pregnancy'],
      ['blood-donor'],
      [],
    ] as const;
    assert.deepEqual(order.map(rankPriority), [0, 1, 2, 3, 4, 5]);
  });
});

describe('a word list that is wrong', () => {
  it('is refused with file, line and reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guiche-lists-'));
    await cp(new URL('../src/urgency/', import.meta.url), folder, { recursive: true });
    const path = join(folder, 'urgency.es.yml');
    const good = await readFile(path, 'utf8');
    const url = pathToFileURL(`${folder}/`);
    const refuse = async (from: string, to: string, message: RegExp) => {
      await writeFile(path, good.replace(from, to));
      await assert.rejects(openSignals(url), { code: 'configuration', message });
    };
    await refuse('- quiero morir', '- {wish} morir', /urgency\.es\.yml:\d+: /);
    await refuse('- quiero morir', '- "{wish} morir"', /urgency\.es\.yml:\d+: .*there is no group \{wish\}/);
    await refuse('- quiero morir', '- quiero mor$r', /urgency\.es\.yml:\d+: .*"mor\$r" is not a word/);
    await refuse('threat:', 'threats:', /urgency\.es\.yml:\d+: .*threats/);
    await rm(folder, { recursive: true });
  });
});
