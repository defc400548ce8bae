/**
 * Finds services by what people say. MiniSearch does the work: BM25+ over stems, the name counting
 * most; a word that no service has is also looked for with letters changed, lost or swapped.
 */
import { StemmerPt } from '@nlpjs/lang-pt';
import MiniSearch, { type SearchResult } from 'minisearch';
import { type ServiceEntry, splitWords } from '#assistant';
import type { ReadColloquial } from './colloquial.ts';

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
    'tb tbm td mt mto n hj aq pf pfv qdo qto qq dum duma ' +
    'tirar tiro tira pegar pego pega ver vejo veja olhar botar boto bota arrumar arrumo achar acho coisa jeito gente ' +
    'moca moco senhor senhora'
  ).split(' '),
);

/** Names say most of what a service is; the text of its steps names much that it is not. */
const BOOST = { name: 5, synonyms: 2, description: 1, rest: 0.5 } as const;
const FIELDS = Object.keys(BOOST) as (keyof typeof BOOST)[];

/** Share of a word's letters that may be wrong, where no service has the word as it is written. */
const SLIPS = 0.2;
/** What a word that was found with slips counts of one that was found as it is. */
const SLIPPED = 0.5;
/** What an official name counts of what was said in its place. */
const OFFICIAL = 0.6;
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

/** A thing that was said, in terms: as it was said, and as it is called officially. */
interface Meant {
  readonly own: readonly string[];
  readonly official: readonly (readonly string[])[];
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
  const sum = (terms: readonly string[]): number => terms.reduce((all, term) => all + weigh(term), 0);
  return { isKnown: (term: string): boolean => holders.has(term), sum };
}

type Weights = ReturnType<typeof createWeights>;

function readMeant(text: string, read: ReadColloquial, termsOf: (text: string) => string[]): Meant[] {
  const meant = new Map<string, Meant>();
  for (const { words, official } of read(text)) {
    const own = [...new Set(termsOf(words))];
    const names = official.map(termsOf);
    if (own.length > 0 || names.length > 0) meant.set(own.join(' ') || words, { own, official: names });
  }
  return [...meant.values()];
}

/** How much of what was said a result's name says: of each thing its own words, or one of its official names. */
function weighNamed(meant: readonly Meant[], result: SearchResult, { isKnown, sum }: Weights): number {
  const saidIn = (terms: readonly string[]) => sum(terms.filter((term) => inName(result, term)));
  const asked = new Set(meant.flatMap(({ own, official }) => [...own, ...official.flat()]));
  // Which of its terms a word with slips has led to is not told.
  const hasOthers = result.terms.some((term) => !asked.has(term) && inName(result, term));
  let all = 0;
  let said = 0;
  for (const { own, official } of meant) {
    const weights = [sum(own), ...official.map(sum)];
    const weight = own.some(isKnown) || official.length === 0 ? sum(own) : Math.max(...weights);
    const slipped = hasOthers
      ? sum(own.filter((term) => !isKnown(term) && result.queryTerms.includes(term)))
      : 0;
    const shares = [
      own.length > 0 ? (saidIn(own) + SLIPPED * slipped) / sum(own) : 0,
      ...official.map((terms) => (OFFICIAL * saidIn(terms)) / sum(terms)),
    ];
    all += weight;
    said += weight * Math.max(...shares);
  }
  return all === 0 ? 0 : said / all;
}

export function createServiceSearch(
  services: readonly ServiceEntry[],
  readColloquial: ReadColloquial,
): ServiceSearch {
  const termsOf = createTerms();
  const rows = services.map(toRow);
  const weights = createWeights(rows, termsOf);
  const byId = new Map(services.map((service) => [service.id, service]));
  const index = new MiniSearch<Row>({
    fields: FIELDS,
    tokenize: (text) => termsOf(text),
    processTerm: (term) => term,
    searchOptions: {
      boost: BOOST,
      // Handed over in terms, which are not to be cut again.
      tokenize: (text) => text.split(' ').filter((term) => term !== ''),
      fuzzy: (term) => (weights.isKnown(term) || term.length < SLIP_LETTERS ? false : SLIPS),
    },
  });
  index.addAll(rows);

  function weighResult(meant: readonly Meant[], result: SearchResult): Omit<FoundEntry, 'service'> {
    const name = [...new Set(termsOf(byId.get(String(result.id))?.name ?? ''))];
    return {
      score: result.score,
      named: weighNamed(meant, result, weights),
      said: weights.sum(name.filter((term) => result.terms.includes(term))) / weights.sum(name),
    };
  }

  return {
    termsOf,
    find(text, limit) {
      const meant = readMeant(text, readColloquial, termsOf);
      const own = new Set(meant.flatMap((each) => each.own));
      const official = new Set(
        meant.flatMap((each) => each.official.flat()).filter((term) => !own.has(term)),
      );
      return index
        .search([...own, ...official].join(' '), { boostTerm: (term) => (own.has(term) ? 1 : OFFICIAL) })
        .slice(0, limit)
        .flatMap((result) => {
          const service = byId.get(String(result.id));
          return service ? [{ service, ...weighResult(meant, result) }] : [];
        });
    },
  };
}
