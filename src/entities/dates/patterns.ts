/**
 * A small grammar: patterns of words and of other rules' names, read with memory.
 *
 * `amanha|hoje` one of these words; `de?` may be left out; `<month>` what the rule of this name
 * reads; `$` nothing, where the word that follows is no noun ("segunda" but not "segunda via").
 * A name has one reading at a place, the longest; each is read once. So the work grows with the text.
 */
import type { Token } from '../tokens.ts';

export interface Found<T> {
  /** Index after its last token. */
  readonly end: number;
  readonly value: T;
}

/** Reads what is better said in code: `numericDate`, `year`. */
export interface Reader<T> {
  readonly read: (tokens: readonly Token[], at: number) => Found<T> | undefined;
  /** Words that what it reads may begin with. */
  readonly words: readonly string[];
  /** Words it may hold behind the first. */
  readonly inside?: readonly string[];
  /** Whether it may begin with a digit. */
  readonly digits: boolean;
}

export type Element =
  | { readonly type: 'words'; readonly words: ReadonlySet<string>; readonly optional: boolean }
  | { readonly type: 'rule'; readonly name: string; readonly optional: boolean }
  | { readonly type: 'end'; readonly optional: false };

/** What a pattern's names read, in its order. */
export type Captures<V, P extends string> = P extends `${string}<${infer Name}>${infer Rest}`
  ? [
      Name extends keyof V ? (Rest extends `?${string}` ? V[Name] | undefined : V[Name]) : never,
      ...Captures<V, Rest>,
    ]
  : [];

export interface Rule {
  readonly elements: readonly Element[];
  readonly build: (captures: unknown[]) => unknown;
}

/** What a rule's readings may begin with. */
interface Beginnings {
  readonly words: Set<string>;
  digits: boolean;
}

export interface Grammar<V> {
  readonly rules: ReadonlyMap<keyof V, readonly Rule[]>;
  readonly readers: { readonly [N in keyof V]?: Reader<V[N]> };
  /** Whether no noun begins at this place. */
  readonly isClosed: (tokens: readonly Token[], at: number) => boolean;
}

function compileElement(source: string): Element {
  if (source === '$') return { type: 'end', optional: false };
  const optional = source.endsWith('?') && source !== '?';
  const plain = optional ? source.slice(0, -1) : source;
  const name = /^<(\w+)>$/.exec(plain)?.[1];
  return name
    ? { type: 'rule', name, optional }
    : { type: 'words', words: new Set(plain.split('|')), optional };
}

/** Collects rules; the build function of each gets what the pattern's names read. */
export function createGrammar<V>(
  readers: Grammar<V>['readers'],
  isClosed: Grammar<V>['isClosed'],
): Grammar<V> & {
  add<N extends keyof V, P extends string>(
    name: N,
    patterns: P | readonly P[],
    build: (...captures: Captures<V, P>) => V[N] | undefined,
  ): void;
} {
  const rules = new Map<keyof V, Rule[]>();
  return {
    rules,
    readers,
    isClosed,
    add(name, patterns, build) {
      const list = rules.get(name) ?? [];
      for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
        list.push({
          elements: pattern.split(' ').map(compileElement),
          build: (captures) => build(...(captures as Parameters<typeof build>)),
        });
      }
      rules.set(name, list);
    },
  };
}

/** A rule's name with its rules, by the word that a reading begins with, in their order. */
export interface Node {
  readonly id: number;
  readonly read: Reader<unknown>['read'] | undefined;
  readonly byWord: ReadonlyMap<string, readonly Step[]>;
}

/** A pattern whose names are looked up. */
export interface Step {
  readonly elements: readonly (Exclude<Element, { type: 'rule' }> | NodeElement)[];
  readonly build: Rule['build'];
}

export interface NodeElement {
  readonly type: 'rule';
  readonly node: Node;
  readonly optional: boolean;
}

export interface Index<V> {
  readonly nodes: ReadonlyMap<keyof V, Node>;
  /** Every word that stands in a pattern or that a reader begins with. */
  readonly vocabulary: ReadonlySet<string>;
}

/** Stands in `byWord` for every run of digits. */
export const DIGITS = '0';

function findBeginnings<V>({ rules, readers }: Grammar<V>): Map<keyof V, Beginnings> {
  const all = new Map<keyof V, Beginnings>();
  for (const name of [...rules.keys(), ...(Object.keys(readers) as (keyof V)[])]) {
    all.set(name, { words: new Set(readers[name]?.words), digits: readers[name]?.digits ?? false });
  }
  // What begins with another rule grows with it: until nothing is added.
  for (let grown = true; grown; ) {
    grown = false;
    for (const [name, list] of rules) {
      const known = all.get(name);
      if (!known) continue;
      const before = known.words.size + Number(known.digits);
      for (const { elements } of list) {
        const { words, digits } = beginningsOf(elements, all);
        for (const word of words) known.words.add(word);
        known.digits ||= digits;
      }
      grown ||= known.words.size + Number(known.digits) > before;
    }
  }
  return all;
}

function beginningsOf<V>(elements: readonly Element[], all: ReadonlyMap<keyof V, Beginnings>): Beginnings {
  const words = new Set<string>();
  let digits = false;
  for (const element of elements) {
    const own = element.type === 'rule' ? all.get(element.name as keyof V) : undefined;
    for (const word of element.type === 'words' ? element.words : (own?.words ?? [])) words.add(word);
    digits ||= own?.digits ?? false;
    if (!element.optional) break;
  }
  return { words, digits };
}

/** Once for a grammar: most words of a message begin nothing, and cost one look each. */
export function indexRules<V>(grammar: Grammar<V>): Index<V> {
  const all = findBeginnings(grammar);
  const index = new Map<keyof V, Omit<Node, 'byWord'> & { readonly byWord: Map<string, Step[]> }>();
  for (const [name, { words, digits }] of all) {
    const byWord = new Map([...words, ...(digits ? [DIGITS] : [])].map((word) => [word, [] as Step[]]));
    index.set(name, { id: index.size, read: grammar.readers[name]?.read, byWord });
  }
  const nodeOf = (name: string): Node => {
    const node = index.get(name as keyof V);
    if (!node) throw new Error(`a pattern names <${name}>, which no rule reads`);
    return node;
  };
  for (const [name, rules] of grammar.rules) {
    for (const { elements, build } of rules) {
      const step: Step = {
        build,
        elements: elements.map((element) =>
          element.type === 'rule'
            ? { type: 'rule', node: nodeOf(element.name), optional: element.optional }
            : element,
        ),
      };
      const { words, digits } = beginningsOf(elements, all);
      for (const word of digits ? [...words, DIGITS] : words) index.get(name)?.byWord.get(word)?.push(step);
    }
  }
  return { nodes: index, vocabulary: collectWords(grammar) };
}

function collectWords<V>({ rules, readers }: Grammar<V>): Set<string> {
  const words = new Set<string>();
  for (const { elements } of [...rules.values()].flat()) {
    for (const element of elements)
      if (element.type === 'words') for (const word of element.words) words.add(word);
  }
  for (const reader of Object.values(readers) as Reader<unknown>[])
    for (const word of [...reader.words, ...(reader.inside ?? [])]) words.add(word);
  return words;
}
