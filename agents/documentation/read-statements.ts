/** Reads the JSON in which a model answers while it is still being written. */
import { z } from 'zod';
import type { JsonObject } from '#assistant';

/** One sentence of an answer, or one list, and the words it is said to stand on. */
export interface Statement {
  readonly quotes: readonly { readonly passage: number; readonly quote: string }[];
  readonly sentence: string;
}

const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** The quote comes first: whoever has copied the words keeps to them. */
export const statementsSchema: JsonObject = object({
  frases: list(
    object({
      citacoes: list(object({ passagem: { type: 'integer' }, trecho: { type: 'string' } })),
      frase: { type: 'string' },
    }),
  ),
});

const statement = z
  .object({
    citacoes: z.array(z.object({ passagem: z.coerce.number(), trecho: z.string() })),
    frase: z.string(),
  })
  .transform(
    ({ citacoes, frase }): Statement => ({
      quotes: citacoes.map(({ passagem, trecho }) => ({ passage: passagem, quote: trecho })),
      sentence: frase,
    }),
  );

const none = z.object({ frases: z.array(z.never()) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A model that is held to a grammar may write blanks for ever: they are allowed between any two signs. */
const MOST_BLANKS = 200;
/** The answer's object, its list, and in it each statement. */
const STATEMENT_DEPTH = 3;

export interface StatementReader {
  /** The statements that are whole now, and were not before. */
  take(piece: string): Statement[];
  /** Whether it was said that there is no answer: all was read, and it is a list of nothing. */
  readonly isNone: boolean;
  /** Whether nothing more can be expected. */
  readonly isStuck: boolean;
}

/** Whatever stands around the JSON is passed over, and so is a statement of another form. */
export function createStatementReader(): StatementReader {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let open = '';
  let blanks = 0;
  let isWhole = false;
  let whole = '';

  /** @returns the statement that ends with this sign */
  function read(sign: string): string | undefined {
    blanks = /\s/.test(sign) ? blanks + 1 : 0;
    if (depth >= STATEMENT_DEPTH) open += sign;
    if (depth > 0 || sign === '{') whole += sign;
    if (inString) {
      if (escaped) escaped = false;
      else if (sign === '\\') escaped = true;
      else if (sign === '"') inString = false;
      return undefined;
    }
    if (sign === '"' && depth > 0) inString = true;
    if (sign === '{' || (sign === '[' && depth > 0)) {
      depth++;
      if (depth === STATEMENT_DEPTH) open = sign;
    }
    if ((sign !== '}' && sign !== ']') || depth === 0) return undefined;
    depth--;
    isWhole ||= depth === 0;
    return depth === STATEMENT_DEPTH - 1 ? open : undefined;
  }

  return {
    take(piece) {
      const statements: Statement[] = [];
      for (const sign of piece) {
        if (isWhole) break;
        const json = read(sign);
        const parsed = json === undefined ? undefined : statement.safeParse(parseJson(json));
        if (parsed?.success) statements.push(parsed.data);
      }
      return statements;
    },
    get isNone() {
      return isWhole && none.safeParse(parseJson(whole)).success;
    },
    get isStuck() {
      return blanks > MOST_BLANKS;
    },
  };
}
