/** Reads tokens by a grammar of `patterns.ts`. */
import type { Token } from '../tokens.ts';
import { DIGITS, type Found, type Grammar, type Index, type Node, type Step } from './patterns.ts';

export interface Parser<V> {
  read<N extends keyof V>(name: N, at: number): Found<V[N]> | undefined;
}

interface State {
  readonly tokens: readonly Token[];
  /** What a reading at the place may begin with: the word, or `DIGITS`. */
  readonly keys: readonly string[];
  readonly isClosed: Grammar<unknown>['isClosed'];
  /** By node and place; null where nothing was found, and, for a rule that begins with itself, while it is read. */
  readonly memory: (Found<unknown> | null)[][];
  depth: number;
}

/** Rules within rules. "até o fim do mês de março do ano que vem" has ten; "fim do fim do fim do …" no end. */
const MOST_DEPTH = 30;

/** A year's. */
const MOST_DIGITS = 4;

const keyOf = ({ kind, word }: Token): string =>
  kind !== 'digits' ? word : word.length > MOST_DIGITS ? '' : DIGITS;

function follow(
  state: State,
  elements: Step['elements'],
  position: number,
  at: number,
  captures: unknown[],
): Found<unknown[]> | undefined {
  const element = elements[position];
  if (!element) return { end: at, value: captures };
  const next = position + 1;
  if (element.type === 'rule') {
    const found = read(state, element.node, at);
    const taken = found && follow(state, elements, next, found.end, [...captures, found.value]);
    return (
      taken ?? (element.optional ? follow(state, elements, next, at, [...captures, undefined]) : undefined)
    );
  }
  if (element.type === 'words' && element.words.has(state.keys[at] ?? '')) {
    const taken = follow(state, elements, next, at + 1, captures);
    if (taken || !element.optional) return taken;
  }
  const skips = element.type === 'end' ? state.isClosed(state.tokens, at) : element.optional;
  return skips ? follow(state, elements, next, at, captures) : undefined;
}

function readRules(state: State, node: Node, steps: readonly Step[], at: number): Found<unknown> | undefined {
  let best = node.read?.(state.tokens, at);
  let missing: Node | undefined;
  for (const { elements, build } of steps) {
    const [first] = elements;
    if (first?.type === 'rule' && !first.optional) {
      if (first.node === missing) continue;
      if (!read(state, first.node, at)) {
        missing = first.node;
        continue;
      }
    }
    const followed = follow(state, elements, 0, at, []);
    if (!followed || followed.end <= (best?.end ?? at)) continue;
    const value = build(followed.value);
    if (value !== undefined) best = { end: followed.end, value };
  }
  return best;
}

function read(state: State, node: Node, at: number): Found<unknown> | undefined {
  const key = state.keys[at];
  const steps = key && node.byWord.get(key);
  if (!steps) return undefined;
  const places = state.memory[node.id] ?? [];
  state.memory[node.id] = places;
  const known = places[at];
  if (known !== undefined || state.depth >= MOST_DEPTH) return known ?? undefined;
  places[at] = null;
  state.depth++;
  const found = readRules(state, node, steps, at);
  state.depth--;
  places[at] = found ?? null;
  return found;
}

export function createParser<V>(
  grammar: Grammar<V>,
  { nodes }: Index<V>,
  tokens: readonly Token[],
): Parser<V> {
  const { isClosed } = grammar;
  const state: State = { tokens, keys: tokens.map(keyOf), isClosed, memory: [], depth: 0 };
  return {
    read: (name, at) => {
      const node = nodes.get(name);
      return node && (read(state, node, at) as Found<never> | undefined);
    },
  };
}
