/** Search over the passages: BM25 in SQL, then a second look at the best of them. */
import type { Database, Queryable, Row } from '../database.ts';
import type { FoundPassage, KnowledgeSearch, Passage, SearchOptions } from '../knowledge.ts';
import { analyseQuestion, type Query } from './query.ts';
import { rerank } from './rerank.ts';

/** The usual values; research on FaQuAD found nothing better for passages of this size. */
const K1 = 1.2;
const B = 0.75;

/** What the index hands on to the second look; on FaQuAD 20, 30 and 50 gave the same figures. */
const CANDIDATES = 30;

const COLUMNS = `p.passage_id as "passageId", p.collection, p.document, p.title, p.headings, p.text`;

const RANK = `
with asked as (select id, idf from jsonb_to_recordset($1::jsonb) as a(id integer, idf double precision)),
ranked as (
  select p.id, sum(asked.idf) as matched, sum(asked.idf * x.frequency * (${K1} + 1)
    / (x.frequency + ${K1} * (1 - ${B} + ${B} * p.length / $2::double precision))) as score
  from asked join postings x on x.term = asked.id join passages p on p.id = x.passage
  where $3::text[] is null or p.collection = any ($3::text[])
  group by p.id order by score desc, p.passage_id limit $4
)
select ${COLUMNS}, ranked.score, ranked.matched from ranked join passages p using (id)
order by ranked.score desc, p.passage_id`;

type Ranked = Omit<FoundPassage, 'coverage'> & { matched: number };

async function rank(database: Queryable, query: Query, options: SearchOptions): Promise<FoundPassage[]> {
  const { collections = null, limit = 5 } = options;
  const known = query.terms.filter((term) => term.id !== undefined);
  if (known.length === 0) return [];
  const total = query.terms.reduce((sum, term) => sum + term.idf, 0);
  const rows = await database.query<Ranked & Row>(
    RANK,
    [
      JSON.stringify(known.map(({ id, idf }) => ({ id, idf }))),
      query.meanLength,
      collections,
      Math.max(CANDIDATES, limit),
    ],
    'knowledge-rank',
  );
  const candidates = rows.map(({ matched, ...passage }) => ({ ...passage, coverage: matched / total }));
  return rerank(query.words, query.forms, candidates).slice(0, limit);
}

export function createKnowledgeSearch(database: Database): KnowledgeSearch {
  return {
    async search(question, options = {}) {
      return rank(database, await analyseQuestion(database, question), options);
    },
    async readPassage(passageId) {
      const [passage] = await database.query<Passage & Row>(
        `select ${COLUMNS} from passages p where p.passage_id = $1`,
        [passageId],
      );
      return passage;
    },
  };
}
