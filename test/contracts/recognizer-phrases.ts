/** What the recognizers' contract suite teaches, and what it then asks. */
import type { Example } from '../../src/recognizer.ts';

export const PHRASES: Readonly<Record<string, readonly string[]>> = {
  iptu: [
    'quero a segunda via do iptu',
    'como pago o iptu',
    'boleto do iptu venceu',
    'iptu atrasado',
    'parcelar iptu',
  ],
  vacina: [
    'onde tem vacina da gripe',
    'vacina para criança',
    'posto de vacinação aberto',
    'tomar a vacina',
    'vacinar o bebê',
  ],
  buraco: [
    'tem um buraco na minha rua',
    'tapar buraco',
    'asfalto com buraco',
    'a rua está esburacada',
    'buraco na avenida',
  ],
  // Names that every JavaScript object has.
  constructor: ['preciso de um constructor', 'constructor civil', 'o constructor não veio'],
};

export const examples: readonly Example[] = Object.entries(PHRASES).flatMap(([intent, texts]) =>
  texts.map((text) => ({ text, intent })),
);

export const UNSEEN = [
  ['segunda via iptu por favor', 'iptu'],
  ['meu iptu ta atrazado', 'iptu'],
  ['ONDE TOMO VACINA?', 'vacina'],
  ['vasina da gripe', 'vacina'],
  ['tem buracos enormes no asfalto', 'buraco'],
] as const;

export const STRANGE: Readonly<Record<string, string>> = {
  nothing: '',
  blanks: ' \t\n\u200b\u00a0',
  emoji: '👍🏽🎉👩‍👩‍👧',
  NUL: 'iptu\0\0vacina\0',
  'half a surrogate pair': 'iptu \ud83d buraco',
  Chinese: '我想和人说话',
  Arabic: 'أريد التحدث مع شخص',
  'names every object has': 'constructor __proto__ toString hasOwnProperty',
  '8,000 characters of words': Array.from({ length: 1_000 }, (_, n) => `buraco${n}`)
    .join(' ')
    .slice(0, 8_000),
  '8,000 characters of short words': Array.from({ length: 2_000 }, (_, n) =>
    n.toString(36).padStart(3, 'z'),
  ).join(' '),
  '8,000 characters in one word': 'ão'.repeat(4_000),
  '8,000 accents on one letter': `a${'\u0301'.repeat(7_999)}`,
};
