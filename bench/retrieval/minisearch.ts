/** The peer: minisearch, as it comes, over the same passages and questions: prints its figures. */
import MiniSearch from 'minisearch';
import { fold } from '../../src/words.ts';
import { round } from '../parts/figures.ts';
import { type CorpusName, readCorpus } from './corpus.ts';
import { heldMb, timeQuestions } from './measure.ts';

/** At 100,000 passages a question takes a tenth of a second: some are enough. */
const MOST_QUESTIONS = 150;
const LIMIT = 5;

const { passages, questions } = await readCorpus(process.argv[2] as CorpusName);
const before = heldMb();
const loadedAt = performance.now();
const index = new MiniSearch({ fields: ['title', 'text'], processTerm: (term) => fold(term) });
index.addAll(passages);
const loadMs = performance.now() - loadedAt;
const indexMb = heldMb() - before;
const times = await timeQuestions(questions.slice(0, MOST_QUESTIONS), (question) =>
  index.search(question).slice(0, LIMIT),
);
process.stdout.write(JSON.stringify({ loadMs: round(loadMs), indexMb: round(indexMb), ...times }));
