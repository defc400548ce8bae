/**
 * Finds services by what people say. MiniSearch does the work: BM25+ over stems, the name counting
 * most; a word that no service has is also looked for with letters changed, lost or swapped.
 */
import { StemmerPt } from '@nlpjs/lang-pt';
import MiniSearch, { type SearchResult } from 'minisearch';
import { splitWords } from '#assistant';
import type { ServiceEntry } from './service.ts';

// Words that say nothing of the matter: function words, the verbs with which anything is asked for, courtesies,
// and how all of these are typed in a hurry.
const STOP_WORDS = new Set(
  (
    'a o as os um uma uns umas de do da dos das em no na nos nas num numa nuns numas por pelo pela pelos pelas para ' +
    'pra pro pras pros com sem sobre ate entre desde apos contra e ou mas nem que se pois porque quando como onde ' +
    'aonde qual quais quem quanto quantos quanta quantas cade nao sim ja so tambem mais menos muito muita muitos ' +
    'muitas bem mal ainda agora aqui ai ali la hoje sempre nunca depois antes entao eu tu ele ela eles elas voce ' +
    'voces nos me te lhe lhes mim ti meu minha meus minhas seu sua seus suas nosso nossa dele dela deles delas este ' +
    'esta isto esse essa esses essas isso aquele aquela aquilo algo algum alguma alguns algumas nada todo toda todos ' +
    'todas outro outra ao aos ser sou e sao era foi fui seja estar estou esta estao estava ter tem tenho temos tinha ' +
    'tive teve haver ha havia fazer faz faco fiz fez feito ir vou vai vao ia poder posso pode podia dever devo deve ' +
    'querer quero quer queria gostaria precisar preciso precisa precisava saber sei sabe conseguir consigo consegue ' +
    'consegui dar dou da deu oi ola bom boa dia tarde noite favor obrigado obrigada ne ta to tava tou q oq vc vcs pq ' +
    'tb tbm td mt mto n hj aq pf pfv qdo qto qq dum duma'
  ).split(' '),
);

/** Names say most of what a service is; the text of its steps names much that it is not. */
const BOOST = { name: 5, synonyms: 2, description: 1, rest: 0.5 } as const;
const FIELDS = Object.keys(BOOST) as (keyof typeof BOOST)[];

/** Share of a word's letters that may be wrong, where no service has the word as it is written. */
const SLIPS = 0.2;
/** What a word that was found with slips counts of one that was found as it is. */
const SLIPPED = 0.5;
/** Shorter words, in letters, are too like others. */
const SLIP_LETTERS = 4;

/** Words after which the stemmer forgets. */
const REMEMBERED = 50_000;

const MARKUP = /https?:\S+|<[^>]*>/g;

function createTerms(): (text: string) => string[] {
  const stemmer = new StemmerPt();
  let stemmed = 0;
  const stem = (word: string): string => {
    // It remembers every word it ever met: a help while the index is built, and then a leak.
    if (++stemmed % REMEMBERED === 0) stemmer.cache = {};
    return /^\d/.test(word) ? word : stemmer.stemWord(word);
  };
  return (text) =>
    splitWords(text)
      .filter((word) => !STOP_WORDS.has(word))
      .map(stem);
}

type Row = { readonly id: string } & { readonly [field in (typeof FIELDS)[number]]: string };

const toRow = (service: ServiceEntry): Row => ({
  id: service.id,
  name: service.name,
  synonyms: service.synonyms.join('\n'),
  description: service.description.replace(MARKUP, ' '),
  rest: [
    service.text,
    ...service.audience,
    ...service.documents,
    ...service.steps.flatMap(({ title, text }) => [title, text]),
  ]
    .join('\n')
    .replace(MARKUP, ' '),
});

export interface FoundEntry {
  readonly service: ServiceEntry;
  /** Comparable within one search only. */
  readonly score: number;
  /** Share of the words' weight that stands in its name or synonyms, 0 to 1. */
  readonly named: number;
  /** Share of its name's weight that was said, 0 to 1. */
  readonly said: number;
}

export interface ServiceSearch {
  /** Best first. */
  find(text: string, limit: number): FoundEntry[];
  /** The words that are left when those that say nothing of the matter are taken out, stemmed. */
  termsOf(text: string): string[];
}

const inName = ({ match }: SearchResult, term: string): boolean =>
  match[term]?.some((field) => field === 'name' || field === 'synonyms') ?? false;

/** How many services have each term, and what it weighs therefore. */
function createWeights(rows: readonly Row[], termsOf: (text: string) => string[]) {
  const holders = new Map<string, number>();
  for (const row of rows) {
    for (const term of new Set(FIELDS.flatMap((field) => termsOf(row[field])))) {
      holders.set(term, (holders.get(term) ?? 0) + 1);
    }
  }
  const weigh = (term: string): number => {
    const held = holders.get(term) ?? 0;
    return Math.log(1 + (rows.length - held + 0.5) / (held + 0.5));
  };
  return {
    isKnown: (term: string): boolean => holders.has(term),
    sum: (terms: readonly string[]): number => terms.reduce((all, term) => all + weigh(term), 0),
  };
}

export function createServiceSearch(services: readonly ServiceEntry[]): ServiceSearch {
  const termsOf = createTerms();
  const rows = services.map(toRow);
  const { isKnown, sum } = createWeights(rows, termsOf);
  const byId = new Map(services.map((service) => [service.id, service]));
  const index = new MiniSearch<Row>({
    fields: FIELDS,
    tokenize: (text) => termsOf(text),
    processTerm: (term) => term,
    searchOptions: {
      boost: BOOST,
      fuzzy: (term) => (isKnown(term) || term.length < SLIP_LETTERS ? false : SLIPS),
    },
  });
  index.addAll(rows);

  function weighResult(asked: readonly string[], result: SearchResult): Omit<FoundEntry, 'service'> {
    const name = [...new Set(termsOf(byId.get(String(result.id))?.name ?? ''))];
    const exact = asked.filter((term) => inName(result, term));
    // Which of its terms a word with slips has led to is not told.
    const hasOthers = result.terms.some((term) => !asked.includes(term) && inName(result, term));
    const slipped = hasOthers ? result.queryTerms.filter((term) => !isKnown(term)) : [];
    return {
      score: result.score,
      named: (sum(exact) + SLIPPED * sum(slipped)) / sum(asked),
      said: sum(name.filter((term) => result.terms.includes(term))) / sum(name),
    };
  }

  return {
    termsOf,
    find(text, limit) {
      const asked = [...new Set(termsOf(text))];
      return index
        .search(text)
        .slice(0, limit)
        .flatMap((result) => {
          const service = byId.get(String(result.id));
          return service ? [{ service, ...weighResult(asked, result) }] : [];
        });
    },
  };
}
