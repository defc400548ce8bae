/** Training data: Rasa's two formats, and the dialogs' own files. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { localeOf, parseCorpus, readDialogExamples } from '../src/corpora/dialog-corpora.ts';
import { parseRasaMarkdown } from '../src/corpora/rasa-markdown.ts';
import { parseRasaYaml } from '../src/corpora/rasa-yaml.ts';
import { createLog, type Log } from '../src/log.ts';

const TAIS = join(import.meta.dirname, '../../shared/data/nlu/tais-rasa');
const taisIsMissing = !existsSync(TAIS) && process.env['CI'] === undefined;

const refusal = (text: string, fileName = 'nlu.yml'): string => {
  try {
    parseCorpus(text, fileName);
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'configuration', String(error));
    return error.message;
  }
  return 'was read';
};

const YAML = `version: "3.1"
nlu:
  # what people say first
  - intent: greet
    examples: |
      - oi
      - bom dia: tudo bem?

      - "olá" - disse ela
  - intent: inform/city
    metadata: { sentiment: neutral }
    examples:
      - text: |
          moro em [Vila Esperança](city)
        metadata: { source: chat }
      - text: |
          de [sampa]{"entity": "city", "role": "from", "value": "São Paulo"} a [BH](city:Belo Horizonte)
  - synonym: São Paulo
    examples: |
      - sampa
      - sp
  - lookup: city
    examples: |
      - Recife
  - regex: cep
    examples: |
      - \\d{5}-?\\d{3}
  - gibberish: x
    examples: |
      - y
stories:
  - story: s
`;

describe('Rasa YAML', () => {
  const corpus = parseRasaYaml(YAML, 'nlu.yml');

  it('gives the phrases of every intent, in block and in list form', () => {
    assert.deepEqual(
      corpus.examples.map(({ intent, text }) => [intent, text]),
      [
        ['greet', 'oi'],
        ['greet', 'bom dia: tudo bem?'],
        ['greet', '"olá" - disse ela'],
        ['inform/city', 'moro em Vila Esperança'],
        ['inform/city', 'de sampa a BH'],
      ],
    );
  });

  it('takes entities out of the words, with their place, value and name', () => {
    assert.deepEqual(
      corpus.examples.slice(3).flatMap(({ entities }) => entities),
      [
        { name: 'city', value: 'Vila Esperança', start: 8, end: 22 },
        { name: 'city', value: 'São Paulo', start: 3, end: 8, role: 'from' },
        { name: 'city', value: 'Belo Horizonte', start: 11, end: 13 },
      ],
    );
  });

  it('reads two entities on the same words', () => {
    const text =
      'nlu:\n- intent: x\n  examples: |\n    - [a b][{"entity": "one"}, {"entity": "two", "value": "v"}] c';
    assert.deepEqual(parseRasaYaml(text, 'nlu.yml').examples, [
      {
        intent: 'x',
        text: 'a b c',
        entities: [
          { name: 'one', value: 'a b', start: 0, end: 3 },
          { name: 'two', value: 'v', start: 0, end: 3 },
        ],
        line: 4,
      },
    ]);
  });

  it('keeps synonyms, lookup tables and patterns', () => {
    assert.deepEqual(
      [...corpus.synonyms],
      [
        ['São Paulo', ['sampa', 'sp']],
        ['Belo Horizonte', ['BH']],
      ],
    );
    assert.deepEqual([...corpus.lookups], [['city', ['Recife']]]);
    assert.deepEqual([...corpus.patterns], [['cep', ['\\d{5}-?\\d{3}']]]);
  });

  it('says which sections it passed over', () => {
    assert.deepEqual(corpus.ignored, ['nlu.yml:31: stories', 'nlu.yml:28: gibberish']);
  });

  it('reads files of format 2.0, of no stated version, with CRLF and with a byte order mark', () => {
    const lines = ['nlu:', '- intent: x', '  examples: |', '    - oi', '    - olá'];
    for (const text of [
      `version: "2.0"\n${lines.join('\n')}`,
      lines.join('\r\n'),
      `\ufeff${lines.join('\n')}`,
    ]) {
      assert.deepEqual(
        parseRasaYaml(text, 'nlu.yml').examples.map((example) => example.text),
        ['oi', 'olá'],
      );
    }
  });

  const head = 'nlu:\n- intent: x\n';
  const refused: Readonly<Record<string, readonly [text: string, message: string]>> = {
    'an example without a dash': [
      `${head}  examples: |\n    - a\n\n    b\n`,
      'nlu.yml:6: must begin with "- ": b',
    ],
    'an entity that is not JSON': [
      `${head}  examples: |\n    - a\n    - [b]{entity}\n`,
      'nlu.yml:5: the entity in [b]{entity} must be JSON with an "entity" name',
    ],
    'an intent without examples': [head, 'nlu.yml:2: has no examples'],
    'an intent without a name': [
      'nlu:\n- intent:\n  examples: |\n    - a',
      'nlu.yml:2: "intent" needs a name',
    ],
    'an example that is no text': [
      `${head}  examples:\n  - text: a\n  - 7\n`,
      'nlu.yml:5: an example must be a text',
    ],
    'another format version': [
      'version: "1.0"\nnlu: []',
      'nlu.yml:1: format version "1.0" is not known: 2.0 and 3.x are',
    ],
    'no nlu list': ['version: "3.1"\nintents: []', 'nlu.yml:1: must have an "nlu" list'],
    'an empty file': ['', 'nlu.yml:1: must have an "nlu" list'],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`refuses ${what}, naming file and line`, () => assert.equal(refusal(text), message));
  }

  it('refuses what is not YAML, naming file and line', () => {
    assert.match(refusal(`${head}  examples: "a\n`), /^nlu\.yml:\d: ./);
  });
});

describe('Rasa Markdown', () => {
  it('gives phrases, entities, synonyms and what it passed over', () => {
    const text =
      '<!-- a\n comment -->\n## intent:greet\n- oi\n- sou de [sp](city)\n\n## synonym:São Paulo\n- sp\n## story\n- x\n';
    const corpus = parseRasaMarkdown(text, 'nlu.md');
    assert.deepEqual(corpus.examples, [
      { intent: 'greet', text: 'oi', entities: [], line: 4 },
      {
        intent: 'greet',
        text: 'sou de sp',
        entities: [{ name: 'city', value: 'sp', start: 7, end: 9 }],
        line: 5,
      },
    ]);
    assert.deepEqual([...corpus.synonyms], [['São Paulo', ['sp']]]);
    assert.deepEqual(corpus.ignored, ['nlu.md:9: story']);
  });

  it('refuses a line that is no example, naming file and line', () => {
    assert.match(refusal('<!--\n-->\n## intent:x\n- a\nb', 'nlu.md'), /^nlu\.md:5: must be a heading .*: b$/);
    assert.equal(refusal('## intent:x\n## intent:y\n- a', 'nlu.md'), 'nlu.md:1: has no examples');
  });

  it("reads a Brazilian ministry's corpus whole", { skip: taisIsMissing && `${TAIS} is not there` }, () => {
    const files = readdirSync(TAIS).filter((name) => name.endsWith('.md'));
    const examples = files.flatMap(
      (name) => parseCorpus(readFileSync(join(TAIS, name), 'utf8'), name).examples,
    );
    assert.equal(new Set(examples.map(({ intent }) => intent)).size, 104);
    assert.equal(examples.length, 1_850);
    assert.ok(examples.every(({ text }) => !/[[\]]/.test(text)));
  });
});

describe("the dialogs' corpora", () => {
  it('know their language by the file name', () => {
    assert.deepEqual(['nlu.yml', 'a/nlu.en.yml', 'nlu.pt-PT.yaml', 'nlu.md'].map(localeOf), [
      'pt-BR',
      'en',
      'pt-PT',
      'pt-BR',
    ]);
  });

  it('refuse a file name without a language', () => {
    assert.throws(
      () => localeOf('greeting/nlu.english_old.yml'),
      /nlu\.english_old\.yml:1: .*"english_old" is no/,
    );
  });

  it('are gathered by language, and sections passed over are logged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dialogs-'));
    try {
      for (const [path, text] of [
        ['b/nlu.yml', 'nlu:\n- intent: b\n  examples: |\n    - tchau\n'],
        ['a/nlu.yml', 'nlu:\n- intent: a\n  examples: |\n    - oi\nrules: []\n'],
        ['a/nlu.en.yml', 'nlu:\n- intent: a\n  examples: |\n    - hi\n'],
      ] as const) {
        mkdirSync(join(folder, path, '..'), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const warnings: object[] = [];
      const log: Log = { ...createLog('silent'), warn: (fields) => void warnings.push(fields) };
      const byLocale = await readDialogExamples(folder, log);
      const texts = [...byLocale].map(([locale, examples]) => [locale, examples.map(({ text }) => text)]);
      assert.deepEqual(texts, [
        ['en', ['hi']],
        ['pt-BR', ['oi', 'tchau']],
      ]);
      assert.deepEqual(warnings, [{ sections: ['a/nlu.yml:5: rules'] }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
