/** Reading codes, and what somebody goes on with, from what was said. Pure. */
import { type CodeTarget, fold, parseProtocolNumber, type SpecialistInput } from '#assistant';

/** Digits that belong together, however they are grouped. */
const RUNS = /\d(?:[ \u00a0.-]*\d)*/g;

/** The code of that many digits, where one was said. */
export const readCode = (text: string, digits: number): string | undefined =>
  (text.match(RUNS) ?? []).map((run) => run.replace(/\D/g, '')).find((code) => code.length === digits);

/** `wrong`: digits that were meant as a protocol number. */
export function readTarget({ text, entities }: SpecialistInput): CodeTarget | 'wrong' | undefined {
  const protocol = parseProtocolNumber(text);
  if (protocol.type === 'valid') return { protocolNumber: protocol.protocolNumber };
  const phone = entities.find(({ name, value }) => name === 'phone' && value.startsWith('+'));
  if (phone) return { phone: phone.value };
  return protocol.type === 'invalid' ? 'wrong' : undefined;
}

/** Words that say which way, in the languages spoken here; folded. */
const WAYS = {
  bring:
    /\b(comecei|iniciei|abri|tinha|estava|trazer|traga|started|began|bring|opened|empece|inicie|comence|traer|tenia)\b/,
  take: /\b(levar|leve|passar para|mudar para|(continuar|seguir|continue|go on)( \w+)? (no|na|pelo|por|en|on|by|in) |take|move|llevar)/,
  type: /\b(tenho|recebi|digitar|have|got|type|tengo|recibi)\b.*\b(codigo|code)\b/,
} as const;

/** Which way is meant, where only one is: the wrong one costs a question, and links nobody. */
export function readWay(text: string): keyof typeof WAYS | undefined {
  const said = fold(text);
  const meant = (Object.keys(WAYS) as (keyof typeof WAYS)[]).filter((way) => WAYS[way].test(said));
  return meant.length === 1 ? meant[0] : undefined;
}
