/** Ordinals in words, in both genders, and what follows the digits of one. */
import { setOf } from './lists.ts';

const bothGenders = (stem: string): string[] => [`${stem}o`, `${stem}a`];

const spread = (stems: string): ReadonlyMap<string, number> =>
  new Map(
    stems.split(/\s+/).flatMap((entry) => {
      const [stem = '', value] = entry.split('=');
      return bothGenders(stem).map((word) => [word, Number(value)] as const);
    }),
  );

export interface Ordinals {
  readonly units: ReadonlyMap<string, number>;
  readonly tens: ReadonlyMap<string, number>;
  readonly marks: ReadonlySet<string>;
}

export const ORDINALS: { readonly [language in 'pt' | 'en' | 'es']: Ordinals } = {
  pt: {
    units: spread('primeir=1 segund=2 terceir=3 quart=4 quint=5 sext=6 setim=7 oitav=8 non=9'),
    tens: spread('decim=10 vigesim=20 trigesim=30 quadragesim=40 quinquagesim=50'),
    marks: setOf('º ª ° o a'),
  },
  es: {
    units: new Map([
      ...spread('primer=1 segund=2 tercer=3 cuart=4 quint=5 sext=6 septim=7 octav=8 noven=9'),
      ['primer', 1],
      ['tercer', 3],
    ]),
    tens: spread('decim=10 vigesim=20 trigesim=30'),
    marks: setOf('º ª ° o a'),
  },
  en: {
    units: new Map(
      'first second third fourth fifth sixth seventh eighth ninth'
        .split(' ')
        .map((word, index) => [word, index + 1]),
    ),
    tens: new Map([
      ['tenth', 10],
      ['twentieth', 20],
      ['thirtieth', 30],
    ]),
    marks: setOf('st nd rd th'),
  },
};
