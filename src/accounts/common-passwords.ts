/**
 * Passwords that are tried first. NIST SP 800-63B has commonly used and expected ones refused: words of
 * the service and of the person, repetitions, sequences. Lists of leaked passwords hold few of twelve
 * characters and more, and nearly all of those are made of the same pieces: so the pieces are taken out,
 * and something must be left.
 */

/** What leaked passwords are made of, Brazilian ones first; matched after `plain`. */
const PIECES =
  'senha password passwd pass mudar trocar acesso admin administrador administrator root usuario user teste test ' +
  'guiche atendimento atendente prefeitura governo secretaria ouvidoria publico servidor municipal federal estadual ' +
  'brasil brazil flamengo corinthians palmeiras vasco gremio cruzeiro santos saopaulo futebol deus jesus cristo ' +
  'familia amor teamo princesa iloveyou love welcome bemvindo letmein master dragon monkey football baseball ' +
  'sunshine superman batman shadow secret login changeme default qwerty asdf zxcv abc mypassword minhasenha ' +
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro verao inverno ' +
  'summer winter spring autumn primavera outono hoje google facebook';

/** Rows of a keyboard, and what is counted and recited. */
const ROWS = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '1q2w3e4r5t6y7u8i9o0p',
];
const SHORTEST_RUN = 3;
/** What has to be left when the pieces are gone: as much as a password of before had alone. */
const LEAST_REST = 6;
const LEAST_DIFFERENT = 5;

const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  '3': 'e',
  '0': 'o',
  '1': 'l',
};

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const unmask = (text: string): string => text.replace(/[@$!301]/g, (sign) => LOOKALIKES[sign] ?? sign);

const reversed = (text: string): string => [...text].reverse().join('');
const RUNS = ROWS.flatMap((row) => [row, reversed(row)]);

/** Without stretches of three and more of a row, there or back. */
function withoutRuns(text: string): string {
  let rest = '';
  let at = 0;
  while (at < text.length) {
    let length = 0;
    while (at + length < text.length && RUNS.some((row) => row.includes(text.slice(at, at + length + 1))))
      length += 1;
    if (length < SHORTEST_RUN) rest += text.slice(at, at + 1);
    at += length < SHORTEST_RUN ? 1 : length;
  }
  return rest;
}

/** `abcabcabc` is `abc`. */
const withoutRepetitions = (text: string): string => text.replace(/(.{1,8}?)\1+/gu, '$1');

/** Longest first: `minhasenha` before `senha`. */
const withoutPieces = (text: string, pieces: readonly string[]): string =>
  [...pieces]
    .sort((one, other) => other.length - one.length)
    .reduce((rest, piece) => rest.replaceAll(piece, ''), text);

/** @param about words that are no secret: login, name */
export function isEasilyGuessed(password: string, about: readonly string[]): boolean {
  const own = about
    .flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 3);
  const pieces = [...PIECES.split(' '), ...own];
  const text = plain(password);
  return [text, unmask(text)].some((written) => {
    const years = withoutPieces(written, pieces).replace(/(?:19|20)\d\d/g, '');
    const rest = withoutRepetitions(withoutRuns(years)).replace(/[^\p{L}\p{N}]/gu, '');
    return rest.length < LEAST_REST || new Set(rest).size < LEAST_DIFFERENT;
  });
}
