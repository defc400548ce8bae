/** Rasa projects as they are: what their documented formats allow beside the plain cases of corpus.test.ts. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCorpusEntities } from '../src/corpora/corpus-entities.ts';
import { parseCorpus, readCorpus, readDialogCorpora } from '../src/corpora/dialog-corpora.ts';
import { parseRasaMarkdown } from '../src/corpora/rasa-markdown.ts';
import { parseRasaYaml } from '../src/corpora/rasa-yaml.ts';
import { temporaryFolder } from './helpers/databases.ts';

const TAIS = join(import.meta.dirname, '../../shared/data/nlu/tais-rasa');
const taisIsMissing = !existsSync(TAIS) && process.env['CI'] === undefined;

const yamlOf = (section: string) => parseRasaYaml(`version: "3.1"\nnlu:\n${section}`, 'nlu.yml');

describe('Rasa YAML as it is written', () => {
  it('keeps roles and groups, and values that are numbers', () => {
    const { examples } = yamlOf(
      '- intent: order\n  examples: |\n' +
        '    - [small]{"entity": "size", "value": "S", "group": "1"} [pizza]{"entity": "dish", "group": 1}\n' +
        '    - from [Berlin]{"entity": "city", "role": "from"} with [two]{"entity": "count", "value": 2}\n',
    );
    assert.deepEqual(
      examples.map(({ text, entities }) => [text, entities]),
      [
        [
          'small pizza',
          [
            { name: 'size', value: 'S', start: 0, end: 5, group: '1' },
            { name: 'dish', value: 'pizza', start: 6, end: 11, group: '1' },
          ],
        ],
        [
          'from Berlin with two',
          [
            { name: 'city', value: 'Berlin', start: 5, end: 11, role: 'from' },
            { name: 'count', value: '2', start: 17, end: 20 },
          ],
        ],
      ],
    );
  });

  it('learns synonyms from marks with a value, as Rasa does', () => {
    const { synonyms } = yamlOf(
      '- intent: go\n  examples: |\n    - para [sampa](city:São Paulo)\n    - para [a capital]{"entity": "city", "value": "São Paulo"}\n',
    );
    assert.deepEqual([...synonyms], [['São Paulo', ['sampa', 'a capital']]]);
  });

  it('reads names that look like numbers or truths as they are written', () => {
    const { synonyms, examples } = yamlOf(
      '- synonym: 2022\n  examples: |\n    - ano passado\n- intent: yes\n  examples: |\n    - claro\n',
    );
    assert.deepEqual([...synonyms], [['2022', ['ano passado']]]);
    assert.equal(examples[0]?.intent, 'yes');
  });

  it('reads retrieval intents whole, metadata, comments, tabs and dashes without a space', () => {
    const { examples } = yamlOf(
      '# of the FAQ\n- intent: faq/opening_hours\n  metadata:\n    sentiment: neutral\n  examples: | # hours\n' +
        '    -que horas abre\n    -\tabre sábado?\n' +
        '- intent: chitchat/name\n  examples:\n  - text: |\n      qual o seu nome\n    metadata:\n      source: chat\n  - text: "quem é você"\n',
    );
    assert.deepEqual(
      examples.map(({ intent, text }) => [intent, text]),
      [
        ['faq/opening_hours', 'que horas abre'],
        ['faq/opening_hours', 'abre sábado?'],
        ['chitchat/name', 'qual o seu nome'],
        ['chitchat/name', 'quem é você'],
      ],
    );
  });

  it('takes Python’s regular expressions, and names the line of what is none', () => {
    const { patterns } = yamlOf('- regex: cep\n  examples: |\n    - (?i)(?P<cep>\\d{5})\\-\\d{3}\n');
    assert.deepEqual([...patterns.keys()], ['cep']);
    assert.throws(
      () => yamlOf('- regex: cep\n  examples: |\n    - \\d{5}\n    - (\\d{3}\n'),
      /^.*nlu\.yml:6: Invalid regular expression/,
    );
  });

  it('says the line in which each example stands, whatever its line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('    - oi', '', '    - [sp](city)')), (lines) => {
        const text = ['nlu:', '- intent: x', '  examples: |', '    - primeira', ...lines].join('\n');
        const wanted = ['    - primeira', ...lines].flatMap((line, index) =>
          /- /.test(line) ? [index + 4] : [],
        );
        for (const file of [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`])
          assert.deepEqual(
            parseRasaYaml(file, 'nlu.yml').examples.map(({ line }) => line),
            wanted,
          );
      }),
    );
  });
});

describe('Rasa Markdown as it is written', () => {
  it('reads CRLF, a byte order mark, tabs, titles, other bullets and comments of several lines', () => {
    const text = [
      '\ufeff# Dados de treino',
      '<!-- escrito',
      'à mão --!>',
      '## intent:greet',
      '-\toi',
      '* olá <!-- informal -->',
      '+ e aí',
      '',
    ].join('\r\n');
    assert.deepEqual(
      parseRasaMarkdown(text, 'nlu.md').examples.map((example) => [example.text, example.line]),
      [
        ['oi', 5],
        ['olá', 6],
        ['e aí', 7],
      ],
    );
  });

  it('refuses what stands in no section and is no heading, with its line', () => {
    assert.throws(() => parseRasaMarkdown('\noi\n', 'nlu.md'), /nlu\.md:2: must be a heading/);
    assert.throws(() => parseRasaMarkdown('## lookup:city\n', 'nlu.md'), /nlu\.md:1: has no examples/);
  });
});

describe('lookup tables in files of their own', () => {
  const write = (root: string, files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };

  it('are found beside the corpus and from the project’s root, and join the words given inline', async () => {
    using folder = temporaryFolder();
    write(folder.path, {
      'city/nlu.md':
        '## intent:city\n- moro em Natal\n## lookup:city\n- Natal\n## lookup:city\ncities.txt\n## lookup:street\n  data/streets.txt\n',
      'city/cities.txt': '\ufeffRecife\r\n\r\nNatal\r\nSão Paulo\r\n',
      'data/streets.txt': 'Rua Sete\n',
    });
    const { lookups } = await readCorpus(join(folder.path, 'city/nlu.md'), folder.path);
    assert.deepEqual(
      [...lookups],
      [
        ['city', ['Natal', 'Recife', 'São Paulo']],
        ['street', ['Rua Sete']],
      ],
    );
  });

  it('are missed with file and line', async () => {
    using folder = temporaryFolder();
    write(folder.path, { 'city/nlu.md': '## intent:a\n- b\n\n## lookup:city\nnowhere.txt\n' });
    await assert.rejects(
      readDialogCorpora(folder.path),
      /city\/nlu\.md:5: the lookup file nowhere\.txt cannot be read/,
    );
  });
});

describe('entities of the corpora', () => {
  const corpus = parseCorpus(
    '## intent:x\n- y\n## lookup:city\n- São Paulo\n- São Paulo do Potengi\n- BH\n' +
      '## synonym:Belo Horizonte\n- BH\n- beagá\n## regex:plate\n- [A-Z]{3}-?\\d{4}\n## regex:word\n- \\w*\n',
    'nlu.md',
  );
  const { patterns, ...words } = corpus;
  const find = createCorpusEntities([{ ...words, patterns: new Map([...patterns].slice(0, 1)) }]);

  it('are found whatever their case and accents, the longest first, in normal form', () => {
    assert.deepEqual(find('de sao paulo do potengi a SÃO PAULO, por bh'), [
      { name: 'city', value: 'São Paulo do Potengi', start: 3, end: 23 },
      { name: 'city', value: 'São Paulo', start: 26, end: 35 },
      { name: 'city', value: 'Belo Horizonte', start: 41, end: 43 },
    ]);
  });

  it('are whole words, or what a pattern matches', () => {
    assert.deepEqual(find('bhz não, placa abc-1234'), [
      { name: 'plate', value: 'abc-1234', start: 15, end: 23 },
    ]);
  });

  it('never overlap, and stand where they say, whatever is written', () => {
    const everything = createCorpusEntities([corpus]);
    const piece = fc.oneof(
      fc.constantFrom('são paulo', 'BH ', 'ABC1234', ' do potengi', 'e\u0301'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { start, end } of everything(text)) {
          assert.ok(start >= last && end > start && end <= text.length);
          last = end;
        }
      }),
    );
  });
});

describe("a Brazilian ministry's project", { skip: taisIsMissing && `${TAIS} is not there` }, () => {
  it('imports whole, put into a dialog folder as it is', async () => {
    using folder = temporaryFolder();
    const files = readdirSync(TAIS).filter((name) => name.endsWith('.md'));
    for (const name of files) {
      const dialog = join(folder.path, name.slice(0, -'.md'.length));
      mkdirSync(dialog);
      cpSync(join(TAIS, name), join(dialog, 'nlu.md'));
    }
    const corpora = await readDialogCorpora(folder.path);
    const examples = corpora.flatMap((corpus) => corpus.examples);
    const entities = examples.flatMap((example) => example.entities);
    assert.equal(corpora.length, 6);
    assert.equal(new Set(examples.map(({ intent }) => intent)).size, 104);
    assert.equal(examples.length, 1_850);
    assert.deepEqual(
      corpora.flatMap(({ ignored }) => ignored),
      [],
    );
    assert.deepEqual(
      [...Map.groupBy(entities, ({ name }) => name)].map(([name, own]) => [name, own.length]),
      [['lei_rouanet', 17]],
    );
    assert.deepEqual(
      corpora.flatMap(({ synonyms }) => [...synonyms].map(([value, words]) => [value, words.length])),
      [['lei_rouanet', 14]],
    );
  });
});
