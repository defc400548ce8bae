/** What an author of trees is told: file, line and reason, for everything that is wrong at once. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openTrees } from '../agents/tech-support/open-trees.ts';
import { parseTree } from '../agents/tech-support/parse-tree.ts';
import { addTranslation } from '../agents/tech-support/translate-tree.ts';
import { AssistantError } from '../src/errors.ts';

const RIGHT = `name: Impressora
words: [impressora]
phrases: [a impressora parou]
steps:
  lamp:
    check: A luz está acesa?
    more: Fica na frente.
    yes: kind
    no: { go: plug, words: [apagada] }
  plug:
    do: Ligue na tomada.
    unsolved: people
  kind:
    ask: Qual é a impressora?
    options:
      Antiga: people
      Nova: { go: plug, words: [nova, 2024] }
`;

const ENGLISH = `name: Printer
steps:
  lamp:
    check: Is the light on?
    more: It is at the front.
  plug:
    do: Plug it in.
  kind:
    ask: Which printer?
    options: { Antiga: Old, Nova: New }
`;

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof AssistantError);
    assert.equal(error.code, 'configuration');
    return error.message;
  }
  return '';
}

const parse = (text: string) => parseTree(text, 'x', 'trees/x.yml');
const without = (text: string, part: string, instead = '') => {
  assert.ok(text.includes(part), part);
  return text.replace(part, instead);
};

describe("a tree's file", () => {
  it('is read as it is written', () => {
    const tree = parse(RIGHT);
    assert.equal(tree.start, 'lamp');
    assert.equal(tree.queue, 'suporte');
    assert.deepEqual(tree.steps.get('kind')?.options, [
      { id: 'antiga', to: 'people', words: [] },
      { id: 'nova', to: 'plug', words: ['nova', '2024'] },
    ]);
    assert.deepEqual(
      tree.steps.get('lamp')?.options.map(({ id, to }) => [id, to]),
      [
        ['yes', 'kind'],
        ['no', 'plug'],
        ['unsure', 'plug'],
      ],
    );
  });

  for (const [what, part, instead, expected] of [
    ['an unknown step', 'Antiga: people', 'Antiga: peple', ['trees/x.yml:16: there is no step “peple”']],
    [
      'an unknown step of a do',
      'unsolved: people',
      'unsolved: call',
      ['trees/x.yml:12: there is no step “call”'],
    ],
    [
      'an option without target',
      'Antiga: people',
      'Antiga:',
      [/^trees\/x.yml:16: this option leads nowhere/],
    ],
    ['an unreachable step', 'yes: kind', 'yes: plug', ['trees/x.yml:13: no step leads to “kind”']],
    [
      'nothing, where a circle has an exit',
      'unsolved: people',
      'unsolved: lamp',
      // From the others, the old printer still leads to people.
      [],
    ],
    [
      'a circle without exit',
      'unsolved: people',
      'unsolved: plug',
      ['trees/x.yml:10: from “plug” somebody whom nothing helps never gets to people'],
    ],
    [
      'a title too long for a button',
      'Antiga: people',
      'Antiga, das que fazem muito barulho: people',
      [/^trees\/x.yml:16: a button's title has at most 24 characters, and “Antiga, das .* has 35$/],
    ],
    [
      'two options alike',
      'Antiga: people',
      'nova!: people',
      [/:16: “nova!” is not told/, /:17: “Nova” is not/],
    ],
    [
      'an unknown key',
      'unsolved: people',
      'unsolved: people\n    button: x',
      ['trees/x.yml:13: “button” has no place here'],
    ],
    ['a missing key', '    unsolved: people\n', '', ['trees/x.yml:10: “unsolved” is missing']],
    ['two kinds in one', 'do: Ligue', 'ask: Onde?\n    do: Ligue', [/^trees\/x.yml:10: a step says one of/]],
    [
      'a text too long',
      'Ligue na tomada.',
      'x'.repeat(401),
      [/^trees\/x.yml:11: a text has at most 400 characters, and this one has 401$/],
    ],
    ['no words', 'words: [impressora]', 'words: []', [/^trees\/x.yml:2: /]],
    [
      'a step named as an end',
      '  plug:',
      '  solved:',
      ["trees/x.yml:10: “solved” is an end, and no step's name"],
    ],
    [
      'a step named in capitals',
      '  plug:',
      '  Plug It:',
      [/^trees\/x.yml:10: a step is named in small letters/],
    ],
    ['a step that stands twice', '  plug:', '  lamp:', [/^trees\/x.yml:10: Map keys must be unique/]],
    ['no YAML', 'name: Impressora', 'name: [', [/^trees\/x.yml:\d+: /]],
  ] as const) {
    it(`tells of ${what}`, () => {
      const said = complaint(() => parse(without(RIGHT, part, instead)));
      const lines = said === '' ? [] : said.split('\n');
      for (const [index, wanted] of expected.entries()) {
        if (typeof wanted === 'string') assert.equal(lines[index], wanted);
        else assert.match(lines[index] ?? '', wanted);
      }
      if (expected.length === 0) assert.deepEqual(lines, []);
    });
  }

  it('tells of several things at once, in the order of the lines', () => {
    const wrong = without(without(RIGHT, 'yes: kind', 'yes: kin'), 'Antiga: people', 'Antiga: nobody');
    assert.deepEqual(complaint(() => parse(wrong)).split('\n'), [
      'trees/x.yml:8: there is no step “kin”',
      'trees/x.yml:16: there is no step “nobody”',
    ]);
  });
});

describe("a tree's translation", () => {
  const translate = (text: string) => addTranslation(parse(RIGHT), 'en', text, 'trees/x.en.yml');

  it('is added to the tree', () => {
    const texts = translate(ENGLISH).texts.get('en');
    assert.equal(texts?.name, 'Printer');
    assert.equal(texts?.steps.get('kind')?.titles.get('antiga'), 'Old');
  });

  for (const [what, part, instead, expected] of [
    [
      'a step that is missing',
      '  plug:\n    do: Plug it in.\n',
      '',
      'trees/x.en.yml:2: the step “plug” is missing',
    ],
    ['a step of another kind', 'do: Plug', 'ask: Plug', 'trees/x.en.yml:6: “do” of “plug” is missing'],
    [
      'a missing explanation',
      '    more: It is at the front.\n',
      '',
      'trees/x.en.yml:3: “more” of “lamp” is missing',
    ],
    ['a missing title', 'Antiga: Old, ', '', 'trees/x.en.yml:8: “Antiga” of “kind” is missing'],
    [
      'a stranger among the steps',
      '  plug:',
      '  more:\n    do: x\n  plug:',
      'trees/x.en.yml:6: the Portuguese tree has no step “more”',
    ],
    [
      'a stranger among the titles',
      'Nova: New',
      'Nova: New, Cara: Dear',
      'trees/x.en.yml:10: the Portuguese “kind” has no option “Cara”',
    ],
  ] as const) {
    it(`tells of ${what}`, () => {
      assert.equal(
        complaint(() => translate(without(ENGLISH, part, instead))),
        expected,
      );
    });
  }
});

describe('a folder of trees', () => {
  async function openFolder(files: Readonly<Record<string, string>>) {
    const folder = await mkdtemp(join(tmpdir(), 'trees-'));
    try {
      await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
      return await openTrees(pathToFileURL(`${folder}/`));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('says Portuguese where a language has no file', async () => {
    const [tree] = await openFolder({ 'x.yml': RIGHT, 'x.en.yml': ENGLISH });
    assert.deepEqual([...(tree?.texts.keys() ?? [])], ['pt-BR', 'en']);
  });

  it('names a file that is out of place', async () => {
    await assert.rejects(
      openFolder({ 'x.yml': RIGHT, 'y.en.yml': ENGLISH }),
      /trees\/y.en.yml: there is no trees\/y.yml/,
    );
    await assert.rejects(
      openFolder({ 'My tree.yaml': RIGHT }),
      /trees\/My tree.yaml: a tree's file is named/,
    );
  });
});
