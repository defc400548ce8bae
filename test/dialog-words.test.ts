/**
 * The words of every dialog in the folder, whichever there are: the same responses, places and
 * buttons in each language, and training phrases that teach one intent each.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Dialog, goToTarget } from '../src/index.ts';
import { parseResponses, type Response, type Responses } from '../src/responses.ts';

const FOLDER = new URL('../dialogs/', import.meta.url);
const LOCALES = ['pt-BR', 'en', 'es'];
/** WhatsApp's limit for the title of a reply button, in characters. */
const BUTTON_TITLE_LIMIT = 20;
/** WhatsApp shows three reply buttons; more become a list of ten rows at most, with titles a little longer. */
const BUTTON_LIMIT = 3;
const ROW_LIMIT = 10;
const ROW_TITLE_LIMIT = 24;

const names = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const readDialogFile = (name: string, file: string) =>
  readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8');

async function loadDialog(name: string): Promise<Dialog> {
  const module: { default: Dialog } = await import(new URL(`${name}/dialog.ts`, FOLDER).href);
  return module.default;
}

const loadResponses = (name: string, locale: string): Responses => {
  const file = `responses.${locale}.yml`;
  return parseResponses(readDialogFile(name, file), `dialogs/${name}/${file}`);
};

const placesIn = ({ text }: Response) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('responses', () => {
  for (const name of names) {
    for (const locale of LOCALES) {
      it(`${name} in ${locale}`, () => {
        const original = loadResponses(name, 'pt-BR');
        const responses = loadResponses(name, locale);
        assert.deepEqual([...responses.keys()].sort(), [...original.keys()].sort(), 'the same responses');
        for (const [key, response] of responses) {
          const values = response.buttons.map(({ value }) => value);
          const originalValues = original.get(key)?.buttons.map(({ value }) => value);
          const originalPlaces = placesIn(original.get(key) ?? { text: '', buttons: [] });
          assert.deepEqual(values, originalValues, `${key}: the same buttons`);
          assert.deepEqual(placesIn(response), originalPlaces, `${key}: the same places`);
          assert.ok(values.length <= ROW_LIMIT, `${key}: ${values.length} buttons`);
          const titleLimit = values.length > BUTTON_LIMIT ? ROW_TITLE_LIMIT : BUTTON_TITLE_LIMIT;
          for (const { title, value } of response.buttons) {
            assert.ok(title.length <= titleLimit, `${key}: "${title}" is too long for WhatsApp`);
            const target = goToTarget(value);
            assert.ok(target === undefined || names.includes(target), `${key}: there is no dialog ${target}`);
          }
        }
      });
    }
  }

  it('a title fits a button, and is another for each dialog', () => {
    for (const locale of LOCALES) {
      const titles = names.flatMap((name) => loadResponses(name, locale).get('title')?.text ?? []);
      assert.equal(new Set(titles).size, titles.length);
      for (const title of titles) assert.ok(title.length <= BUTTON_TITLE_LIMIT, title);
    }
  });

  it('a person stands first among the options after a second miss', () => {
    for (const locale of LOCALES) {
      const [first] = loadResponses('fallback', locale).get('offer-person')?.buttons ?? [];
      assert.equal(first?.value, 'go:talk-to-a-person');
    }
  });

  it('the goodbye leaves the protocol number', () => {
    for (const locale of LOCALES) {
      assert.match(loadResponses('goodbye', locale).get('goodbye')?.text ?? '', /\{protocolNumber\}/);
    }
  });
});

const corpusSchema = z.strictObject({
  version: z.literal('3.1'),
  nlu: z.array(z.strictObject({ intent: z.string(), examples: z.string() })),
});

const fold = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function readPhrases(file: string): { intent: string; phrase: string }[] {
  const corpora = names.filter((name) => readdirSync(new URL(`${name}/`, FOLDER)).includes(file));
  return corpora.flatMap((name) =>
    corpusSchema.parse(parse(readDialogFile(name, file))).nlu.flatMap(({ intent, examples }) =>
      examples
        .trim()
        .split('\n')
        .map((line) => {
          assert.match(line, /^- \S/, `${name}/${file}: not a phrase: ${line}`);
          return { intent, phrase: line.slice(2) };
        }),
    ),
  );
}

describe('training phrases', () => {
  const corpora = [
    { file: 'nlu.yml', atLeast: 20 },
    { file: 'nlu.en.yml', atLeast: 12 },
    { file: 'nlu.es.yml', atLeast: 12 },
  ];
  for (const { file, atLeast } of corpora) {
    it(`${file}: enough for each intent, and each intent begins a dialog`, async () => {
      const counts = Object.groupBy(readPhrases(file), ({ intent }) => intent);
      const begun = await Promise.all(names.map(async (name) => (await loadDialog(name)).intents ?? [name]));
      assert.deepEqual(Object.keys(counts).sort(), begun.flat().sort());
      for (const [intent, phrases] of Object.entries(counts)) {
        assert.ok((phrases?.length ?? 0) >= atLeast, `${intent} has ${phrases?.length} phrases`);
      }
    });

    it(`${file}: no phrase stands twice`, () => {
      const seen = new Map<string, string>();
      for (const { intent, phrase } of readPhrases(file)) {
        const folded = fold(phrase);
        assert.equal(seen.get(folded), undefined, `"${phrase}" under ${intent} and ${seen.get(folded)}`);
        seen.set(folded, intent);
      }
    });
  }
});
