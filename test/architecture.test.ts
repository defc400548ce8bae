/** Keeps ARCHITECTURE.md's rules: who may import whom, who reads the environment, how things are named. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = normalize(join(import.meta.dirname, '..'));
const FILES = globSync('{src,channels,dialogs,agents,desk,bench,test}/**/*.{ts,tsx}', { cwd: ROOT })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => !file.endsWith('.d.ts'))
  .sort();

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'/g;

interface Import {
  readonly file: string;
  /** A path in the checkout, `#assistant`, or the name of a package. */
  readonly target: string;
  readonly local: boolean;
}

function readImports(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? '';
    const local = name.startsWith('.');
    return {
      file,
      local,
      target: local
        ? normalize(join(dirname(file), name))
            .split(sep)
            .join('/')
        : name,
    };
  });
}

const IMPORTS = FILES.flatMap(readImports);

/** The nouns and the contracts: they import only one another. */
const NOUNS =
  'activity agent answer-log channel choices circuit corpus database desk dialog dialog-turn effect embedder errors event follow-up history house-network identity json knowledge locale log model opening-hours person personal policy-rules protocol-number queues recognizer responses routing sentences specialist stream supervision ticket trial turn understanding urgency waiting-words words yaml-file'
    .split(' ')
    .map((name) => `src/${name}.ts`);

interface Rule {
  readonly who: RegExp;
  /** Local files they may import, beside those of their own folder. */
  readonly may: readonly RegExp[];
}

const NOUN = new RegExp(`^(${NOUNS.join('|').replaceAll('.', '\\.')})$`);
const ENTITIES = /^src\/entities\.ts$/;
const RULES: readonly Rule[] = [
  { who: NOUN, may: [NOUN] },
  // What documents are read with, other texts with markup in them are read with too.
  { who: /^src\/index\.ts$/, may: [NOUN, ENTITIES, /^src\/form\.ts$/, /^src\/knowledge\/formats\//] },
  { who: /^src\/form\.ts$/, may: [NOUN, /^src\/forms\//] },
  { who: /^src\/forms\//, may: [NOUN, ENTITIES] },
  // What is found in a text is a plain function with much behind it, and belongs to nobody.
  { who: ENTITIES, may: [NOUN, /^src\/entities\//] },
  { who: /^src\/entities\//, may: [NOUN] },
  { who: /^src\/(streams|models|embedders|recognizers|databases|corpora|understanding)\//, may: [NOUN] },
  { who: /^src\/(metrics|rate-limit|sessions|discover)\.ts$/, may: [NOUN] },
  { who: /^src\/settings(\.ts$|\/)/, may: [NOUN, /^src\/settings\//] },
  { who: /^src\/store\//, may: [NOUN, /^src\/desk\//] },
  { who: /^src\/knowledge\//, may: [NOUN] },
  { who: /^src\/(policy|urgency)\//, may: [NOUN] },
  { who: /^src\/authoring\//, may: [NOUN] },
  // The desk's rules and its accounts' locks: plain functions, used by whoever writes what they decide.
  { who: /^src\/desk\//, may: [NOUN] },
  { who: /^src\/accounts\//, may: [NOUN, /^src\/store\//] },
  { who: /^src\/evaluation\//, may: [NOUN, /^src\/corpora\//] },
  {
    who: /^src\/pipeline\//,
    may: [NOUN, /^src\/(store|desk)\//, /^src\/(metrics|rate-limit|sessions)\.ts$/],
  },
  // What the pages show is described by the nouns that make it.
  { who: /^desk\//, may: [NOUN, /^desk\//] },
  {
    who: /^src\/http\//,
    may: [NOUN, /^src\/metrics\.ts$/, /^src\/pipeline\/ingress\.ts$/, /^src\/(desk|accounts)\//],
  },
];

describe('architecture', () => {
  for (const { who, may } of RULES) {
    it(`${who.source} imports only what it may`, () => {
      const wrong = IMPORTS.filter(({ file, target, local }) => {
        if (!who.test(file) || !local) return false;
        const folder = /^src\/[^/]+\//.exec(file)?.[0];
        const own = folder !== undefined && target.startsWith(folder);
        return !own && !may.some((pattern) => pattern.test(target));
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('extensions import #assistant, their own folder and packages', () => {
    const wrong = IMPORTS.filter(({ file, target, local }) => {
      const own = /^(channels|dialogs|agents)\/[^/]+\//.exec(file)?.[0];
      if (own === undefined) return false;
      return local ? !target.startsWith(own) : target.startsWith('#') && target !== '#assistant';
    });
    assert.deepEqual(wrong, []);
  });

  it('only the composition root and the commands know implementations', () => {
    const implementation = /^src\/(streams|models|embedders|recognizers|databases)\//;
    const wrong = IMPORTS.filter(({ file, target }) => {
      const inside = implementation.exec(file)?.[0] === implementation.exec(target)?.[0];
      const known = /^(src\/assistant\.ts|src\/roles\/|src\/commands\/|test\/|bench\/)/.test(file);
      return implementation.test(target) && !inside && !known;
    });
    assert.deepEqual(wrong, []);
  });

  it('nothing that ships imports tests or benchmarks', () => {
    const ships = /^(src|channels|dialogs|agents)\//;
    assert.deepEqual(
      IMPORTS.filter(({ file, target }) => ships.test(file) && /^(test|bench)\//.test(target)),
      [],
    );
  });

  it('only src/settings.ts reads the environment', () => {
    const readers = FILES.filter(
      (file) =>
        !/^(test|bench)\//.test(file) && readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    assert.deepEqual(readers, ['src/settings.ts']);
  });

  it('files are named in kebab-case', () => {
    const wrong = FILES.filter((file) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.(test|d))?\.tsx?$/.test(file));
    assert.deepEqual(wrong, []);
  });

  it('nothing is named Manager, Service, Helper, Util or Impl', () => {
    const named =
      /\b(?:class|interface|type|function|const)\s+\w*(?:Manager|Service|Helper|Util|Utils|Impl)\b/;
    const wrong = FILES.filter((file) => named.test(readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(wrong, []);
  });
});
