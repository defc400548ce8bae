/**
 * `node bench/answers/fit.ts --passages F.jsonl --questions F.jsonl`: fits how much each piece of evidence counts
 * in the extractive answer (`COUNTS` of agents/documentation/evidence.ts), over these questions and those of
 * `knowledge/<collection>/questions.yml`, and says how often the first statement is right with whole documents
 * held apart. Run it again when the search ranks otherwise.
 */
import { parseArgs } from 'node:util';
import {
  COUNTS,
  candidatesOf,
  type EvidenceName,
  readEvidence,
} from '../../agents/documentation/evidence.ts';
import { openAnswering } from '../../src/commands/answering.ts';
import { loadPassages } from '../../src/commands/load-passages.ts';
import { openHouse, readQuestionSet } from '../../src/commands/run-questions.ts';
import { passageLine, questionLine } from '../../src/evaluation/answered-questions.ts';
import { readJsonLines } from '../../src/evaluation/json-lines.ts';
import type { FoundPassage, KnowledgeSearch } from '../../src/knowledge.ts';
import { splitWords } from '../../src/words.ts';
import { type Choice, fitLogit, shares } from './logit.ts';

const FOLDS = 5;
const PASSAGES = 12;
/** FaQuAD has five times as many questions as the collections, and no headings. */
const HOUSE_WEIGHT = 2;
const COLLECTIONS = ['guiche', 'vila-esperanca'];
const NAMES = Object.keys(COUNTS) as EvidenceName[];

interface Labelled extends Choice {
  readonly set: 'file' | 'house';
  /** The document that answers: nothing of it is in the part that is learnt from. */
  readonly group: string;
}

interface Expected {
  readonly question: string;
  /** Each of these words has to stand in the statement, or one of them. */
  readonly words: readonly string[];
  isRight(passage: FoundPassage): boolean;
}

const comparable = (text: string): string => ` ${splitWords(text).join(' ')} `;

async function label(
  { search }: KnowledgeSearch,
  { question, words, isRight }: Expected,
  about: Pick<Labelled, 'set' | 'group' | 'weight'>,
): Promise<Labelled | undefined> {
  const candidates = candidatesOf(await search(question, { limit: PASSAGES }));
  const right = candidates.map(({ passage, statement }) => {
    const said = comparable(`${statement.announcement ?? ''} ${statement.text}`);
    return isRight(passage) && words.some((gold) => said.includes(comparable(gold)));
  });
  const evidence = readEvidence(question, candidates).map((one) => NAMES.map((name) => one[name]));
  return candidates.length === 0 ? undefined : { ...about, evidence, right };
}

async function labelFile(passagesPath: string, questionsPath: string): Promise<Labelled[]> {
  const passages = await readJsonLines(passagesPath, passageLine);
  const questions = await readJsonLines(questionsPath, questionLine);
  const titles = new Map(passages.map(({ id, title }) => [id, title]));
  await using answering = await openAnswering((database) => loadPassages(database, passages));
  const labelled: Labelled[] = [];
  for (const { question, answers, relevant } of questions) {
    const isRight = ({ passageId }: FoundPassage) => relevant.includes(passageId);
    const group = titles.get(relevant[0] ?? '') ?? '';
    const about = { set: 'file' as const, group, weight: 1 };
    const one = await label(answering.knowledge, { question, words: answers, isRight }, about);
    if (one) labelled.push(one);
  }
  return labelled;
}

async function labelHouse(): Promise<Labelled[]> {
  await using house = await openHouse();
  const labelled: Labelled[] = [];
  for (const collection of COLLECTIONS) {
    for (const expected of (await readQuestionSet(collection, house)).questions) {
      if (!('document' in expected) || expected.earlier.length > 0) continue;
      const { question, document, heading, contains } = expected;
      const isRight = (passage: FoundPassage) =>
        passage.document === document && (heading === undefined || passage.headings.includes(heading));
      const about = { set: 'house' as const, group: `${collection}/${document}`, weight: HOUSE_WEIGHT };
      const one = await label(house.knowledge, { question, words: contains, isRight }, about);
      if (one) labelled.push(one);
    }
  }
  return labelled;
}

const isHit = ({ evidence, right }: Choice, counts: readonly number[]): boolean => {
  const likely = shares(evidence, counts);
  return right[likely.indexOf(Math.max(...likely))] ?? false;
};

function crossValidate(all: readonly Labelled[]) {
  const groups = [...new Set(all.map(({ group }) => group))].sort();
  const foldOf = ({ group }: Labelled) => groups.indexOf(group) % FOLDS;
  const hits = { file: [] as boolean[], house: [] as boolean[] };
  for (let fold = 0; fold < FOLDS; fold++) {
    const counts = fitLogit(
      all.filter((one) => foldOf(one) !== fold),
      NAMES.length,
    );
    for (const one of all.filter((each) => foldOf(each) === fold)) hits[one.set].push(isHit(one, counts));
  }
  const share = (set: readonly boolean[]) => (set.filter(Boolean).length / set.length).toFixed(4);
  return { file: share(hits.file), house: share(hits.house) };
}

const { values } = parseArgs({ options: { passages: { type: 'string' }, questions: { type: 'string' } } });
if (values.passages === undefined || values.questions === undefined)
  throw new Error('usage: node bench/answers/fit.ts --passages F.jsonl --questions F.jsonl');
const all = [...(await labelFile(values.passages, values.questions)), ...(await labelHouse())];
console.log('first statement right, documents held apart:', crossValidate(all));
const counts = fitLogit(all, NAMES.length);
console.log('fitted:', Object.fromEntries(NAMES.map((name, at) => [name, Number(counts[at]?.toFixed(2))])));
