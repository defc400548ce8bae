/** Whether the assistant said what was expected, and what is to be remembered of it. Pure. */

export type Captures = ReadonlyMap<string, string>;

const AS_EXPRESSION = /^\/(.+)\/([imsu]*)$/s;
const PLACES = /\{(\w+)\}|\s*…\s*|\s+|[^\s{…]+|\{/g;
const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Fills the `{name}` places. @throws Error for a name that nothing was remembered under */
export const fillCaptures = (text: string, captures: Captures): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = captures.get(name);
    if (value === undefined) throw new Error(`nothing was remembered as ${place}`);
    return value;
  });

/**
 * `…` is any words; `{name}` is remembered the first time, and the same from then on; spaces and
 * line ends are alike.
 */
function toExpression(expected: string, captures: Captures): RegExp {
  const [, source, flags] = AS_EXPRESSION.exec(expected) ?? [];
  if (source !== undefined) return new RegExp(source, flags);
  const seen = new Set<string>();
  const pattern = expected.trim().replace(PLACES, (piece, name: string | undefined) => {
    if (piece.trim() === '…') return '[\\s\\S]*?';
    if (name === undefined) return piece.trim() === '' ? '\\s+' : quote(piece);
    const known = captures.get(name);
    if (known !== undefined) return quote(known);
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>.+?)`;
  });
  return new RegExp(`^${pattern}$`);
}

/** What is remembered after these words; undefined where they are not what was expected. */
export function matchWords(expected: string, said: string, captures: Captures): Captures | undefined {
  const match = toExpression(expected, captures).exec(said.trim());
  return match ? new Map([...captures, ...Object.entries(match.groups ?? {})]) : undefined;
}

export interface Shown {
  readonly text: string;
  /** Titles. */
  readonly buttons: readonly string[];
}

const NUMBERED = /^(\d+)\. (.+)$/;
const DASHED = /^- (.+)$/;
const WITHOUT_NUMBERS = /^(?:Ou responda com uma dest|Or reply with one of|O responda con una de)/;

/** A message of a channel without buttons, taken apart as a reader does: text, sources, options, hint. */
export function readPlain(message: string): Shown {
  const lines = message.split('\n');
  const listed = WITHOUT_NUMBERS.test(lines.at(-1) ?? '') ? DASHED : NUMBERED;
  const hint = listed.test(lines.at(-1) ?? '') ? [] : lines.splice(-1);
  const buttons: string[] = [];
  while (listed.test(lines.at(-1) ?? '')) buttons.unshift(listed.exec(lines.pop() ?? '')?.at(-1) ?? '');
  if (buttons.length === 0) lines.push(...hint);
  const text = lines.join('\n').replace(/\n\n(?:Fontes?|Sources?|Fuentes?): \[\d+\][^\n]*\s*$/, '');
  return { text: text.trim(), buttons };
}

const KEY = /^(?:Para|For) (.+), (?:tecle|press|marque) (?:(?:asterisco|star) )?(\d+)\.$/;

/** What a caller hears, taken apart: what is said, and what each key is for. */
export function readSpoken(message: string): Shown {
  const lines = message.split('\n');
  const buttons = lines.flatMap((line) => KEY.exec(line)?.[1] ?? []);
  const text = lines.filter((line) => !KEY.test(line)).join('\n');
  return { text: text.trim(), buttons };
}
