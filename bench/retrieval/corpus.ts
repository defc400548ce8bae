/** What is searched: the federal service charters as they are, and 100,000 passages made of them and of FaQuAD. */
import { readFile } from 'node:fs/promises';
import { type PassageLine, passageLine, questionLine } from '../../src/evaluation/answered-questions.ts';
import { createRandom } from '../../src/evaluation/typos.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

export const CORPORA = ['charters', 'large'] as const;
export type CorpusName = (typeof CORPORA)[number];

const LARGE = 100_000;
/** Words of a piece, as of a passage in FaQuAD. */
const PIECE_WORDS = 115;
/** Charters that are asked about; every one of FaQuAD's questions is. */
const ASKED_CHARTERS = 300;
/** Of the longer words of a copy, this share is another word, and this share a word that nobody has. */
const CHANGED = 0.33;
const INVENTED = 0.03;
const LONG_WORD = /\p{L}{6,}/gu;

export interface Corpus {
  readonly passages: readonly PassageLine[];
  readonly questions: readonly string[];
}

async function readLines<T>(path: string, parse: (value: unknown) => T): Promise<T[]> {
  const text = await readFile(new URL(path, DATA), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => parse(JSON.parse(line)));
}

const readCharters = () =>
  readLines('knowledge/cartas-de-servico.passages.jsonl', (value) => passageLine.parse(value));

function* cutPieces({ id, title, text }: PassageLine): Generator<PassageLine> {
  const words = text.split(/\s+/);
  for (let at = 0; at < words.length; at += PIECE_WORDS)
    yield { id: `${id}-${at}`, title, text: words.slice(at, at + PIECE_WORDS).join(' ') };
}

async function makeLarge(): Promise<Corpus> {
  const faquad = await readLines('retrieval/faquad.passages.jsonl', (value) => passageLine.parse(value));
  const questions = await readLines('retrieval/faquad.train.questions.jsonl', (value) =>
    questionLine.parse(value),
  );
  const pieces = (await readCharters()).flatMap((charter) => [...cutPieces(charter)]);
  const words = [...new Set(pieces.flatMap(({ text }) => text.match(LONG_WORD) ?? []))];
  const random = createRandom(1);
  const change = (word: string): string => {
    const chance = random();
    if (chance < INVENTED) return `${word.slice(0, 5)}${Math.floor(random() * 46_656).toString(36)}ado`;
    return chance < CHANGED ? (words[Math.floor(random() * words.length)] ?? word) : word;
  };
  const passages = [...faquad, ...pieces];
  for (let copy = 1; passages.length < LARGE; copy++) {
    for (const { id, title, text } of pieces.slice(0, LARGE - passages.length))
      passages.push({
        id: `${id}-${copy}`,
        title: `${title} ${copy}`,
        text: text.replace(LONG_WORD, change),
      });
  }
  return { passages, questions: questions.map(({ question }) => question) };
}

async function readAll(): Promise<Corpus> {
  const passages = await readCharters();
  const every = Math.floor(passages.length / ASKED_CHARTERS);
  const asked = passages.filter((_, at) => at % every === 0);
  return { passages, questions: asked.map(({ title }) => `Como faço para ${title.toLowerCase()}?`) };
}

/** Always the same. */
export const readCorpus = (name: CorpusName): Promise<Corpus> => (name === 'large' ? makeLarge() : readAll());
