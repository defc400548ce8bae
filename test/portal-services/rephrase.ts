/**
 * Rephrases the titles of service charters by rule, as a test of finding them:
 * `node test/portal-services/rephrase.ts F.jsonl FOLDER` writes `passages.jsonl` and `questions.jsonl`
 * for `npm run eval:retrieval`. One question a charter; which rule it gets depends on its id alone, so
 * that every run writes the same. The rules were written before the search was made.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold, splitWords } from '../../src/words.ts';

/** What the charters' titles say, and what people say. */
const SYNONYMS: Readonly<Record<string, string>> = {
  obter: 'conseguir',
  solicitar: 'pedir',
  requerer: 'pedir',
  emitir: 'tirar',
  consultar: 'ver',
  visualizar: 'ver',
  acessar: 'entrar em',
  registrar: 'fazer o registro de',
  cadastrar: 'fazer o cadastro de',
  inscrever: 'fazer a inscrição de',
  receber: 'ganhar',
  adquirir: 'comprar',
  realizar: 'fazer',
  efetuar: 'fazer',
  participar: 'entrar',
  alterar: 'mudar',
  atualizar: 'mudar',
  encerrar: 'fechar',
  comunicar: 'avisar',
  parcelar: 'dividir',
  autorização: 'permissão',
  licença: 'permissão',
  certificado: 'documento',
  certidão: 'documento',
  débitos: 'dívidas',
  auxílio: 'ajuda',
  benefício: 'ajuda',
  remuneração: 'salário',
  veículo: 'carro',
  veículos: 'carros',
  aeronave: 'avião',
  aeronaves: 'aviões',
  embarcação: 'barco',
  embarcações: 'barcos',
  estabelecimento: 'empresa',
  estabelecimentos: 'empresas',
  imóvel: 'casa',
  imóveis: 'casas',
  medicamento: 'remédio',
  medicamentos: 'remédios',
  estrangeiro: 'de fora',
  exterior: 'outro país',
  'segunda via': '2a via',
  '2ª via': 'segunda via',
};

/** The noun of a title's first word, with its preposition. */
const NOUNS: Readonly<Record<string, string>> = {
  obter: 'obtenção de',
  registrar: 'registro de',
  solicitar: 'solicitação de',
  emitir: 'emissão de',
  consultar: 'consulta de',
  cadastrar: 'cadastro de',
  receber: 'recebimento de',
  renovar: 'renovação de',
  cancelar: 'cancelamento de',
  alterar: 'alteração de',
  atualizar: 'atualização de',
  transferir: 'transferência de',
  habilitar: 'habilitação de',
  credenciar: 'credenciamento de',
  participar: 'participação em',
  pagar: 'pagamento de',
  parcelar: 'parcelamento de',
  declarar: 'declaração de',
  importar: 'importação de',
  exportar: 'exportação de',
  certificar: 'certificação de',
  autorizar: 'autorização de',
  contestar: 'contestação de',
  apresentar: 'apresentação de',
  inscrever: 'inscrição de',
  visitar: 'visita a',
};

const SMALL = new Set(
  'a o as os um uma de do da dos das em no na nos nas por pelo pela para com sem e ou ao aos à às que se'.split(
    ' ',
  ),
);

const words = (title: string): string[] =>
  title
    .replace(/[.,;:()"“”–]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);

/** FNV-1a: the same for the same text, everywhere. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

const withSynonyms = (title: string): string => {
  const pairs = Object.entries(SYNONYMS);
  const phrases = pairs.filter(([from]) => from.includes(' '));
  const text = phrases.reduce((all, [from, to]) => all.replaceAll(from, to), title.toLowerCase());
  return words(text)
    .map((word) => SYNONYMS[word] ?? SYNONYMS[word.replace(/-se$/, '')] ?? word)
    .join(' ');
};

function asNoun(title: string): string {
  const [first = '', ...rest] = words(title.toLowerCase());
  const noun = NOUNS[first.replace(/-se$/, '')];
  const [article = '', ...others] = rest;
  return [noun ?? first, ...(SMALL.has(article) ? others : rest)].join(' ');
}

/** Without the first verb and the small words, and without every third of what is left. */
function shortened(title: string): string {
  const kept = words(title.toLowerCase())
    .slice(1)
    .filter((word) => !SMALL.has(word));
  const fewer = kept.filter((_, index) => index % 3 !== 2);
  return (fewer.length > 0 ? fewer : words(title.toLowerCase())).join(' ');
}

/** One slip in every third word of five letters or more: two letters swapped, one lost, or one doubled. */
function mistyped(title: string): string {
  let long = 0;
  return words(title.toLowerCase())
    .map((word) => {
      if (word.length < 5 || long++ % 3 !== 0) return word;
      const seed = hash(word);
      const at = 1 + (seed % (word.length - 2));
      const [before, here, next] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? ''];
      if (seed % 3 === 0) return before + next + here + word.slice(at + 2);
      return seed % 3 === 1 ? before + word.slice(at + 1) : before + here + word.slice(at);
    })
    .join(' ');
}

const RULES: Readonly<Record<string, (title: string) => string>> = {
  plain: (title) => fold(words(title).join(' ')),
  synonyms: withSynonyms,
  noun: asNoun,
  shortened: (title) => fold(shortened(title)),
  mistyped,
  everything: (title) => `como faço pra ${fold(mistyped(shortened(`x ${withSynonyms(title)}`)))}`,
};

export interface Charter {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface Question {
  readonly question: string;
  /** The charter's own id, and those of charters whose titles have the same words. */
  readonly relevant: readonly string[];
  readonly rule: string;
}

const wordsOf = (title: string): string => [...new Set(splitWords(title))].sort().join(' ');

export const readCharters = (file: string): Charter[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A question for each charter that has a title. */
export function rephraseTitles(charters: readonly Charter[]): Question[] {
  const alike = Map.groupBy(charters, ({ title }) => wordsOf(title));
  const names = Object.keys(RULES);
  return charters
    .filter(({ title }) => title.trim() !== '')
    .map(({ id, title }) => {
      const rule = names[hash(id) % names.length] ?? '';
      const question = RULES[rule]?.(title) ?? '';
      return { question, relevant: (alike.get(wordsOf(title)) ?? []).map((charter) => charter.id), rule };
    });
}

if (import.meta.main) {
  const [file, folder] = process.argv.slice(2);
  if (!file || !folder) throw new Error('name the JSONL file of the charters, and the folder to write into');
  const charters = readCharters(file);
  const write = (name: string, rows: readonly object[]) =>
    writeFileSync(join(folder, name), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  write('passages.jsonl', charters);
  write('questions.jsonl', rephraseTitles(charters));
}
