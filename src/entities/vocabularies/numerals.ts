/** Number words of the three languages. */
import type { Numerals } from '../numerals.ts';

/** `word word=value` to a map; a list of bare words counts up from `from`. */
const parseValues = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .flatMap((entry) => {
        const [words = '', value] = entry.split('=');
        return words.split('|').map((word) => [word, Number(value)] as const);
      }),
  );

const portuguese: Numerals = {
  and: 'e',
  decimal: ',',
  values: parseValues(`
    zero=0 um|uma=1 dois|duas=2 tres|treis=3 quatro=4 cinco=5 seis=6 sete=7 oito=8 nove=9 dez=10 onze=11 doze=12
    treze=13 quatorze|catorze=14 quinze=15 dezesseis|dezasseis|dezeseis=16 dezessete|dezassete|dezesete=17 dezoito=18
    dezenove|dezanove=19 vinte=20 trinta=30 quarenta=40 cinquenta|cincoenta=50 sessenta|secenta=60 setenta=70
    oitenta=80 noventa=90 cem|cento=100 duzentos|duzentas=200 trezentos|trezentas=300
    quatrocentos|quatrocentas=400 quinhentos|quinhentas=500 seiscentos|seiscentas=600 setecentos|setecentas=700
    oitocentos|oitocentas=800 novecentos|novecentas=900`),
  scales: parseValues('mil=1000 milhao|milhoes=1000000 bilhao|bilhoes=1000000000'),
};

const spanish: Numerals = {
  and: 'y',
  decimal: ',',
  values: parseValues(`
    cero=0 un|uno|una=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13
    catorce=14 quince=15 dieciseis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno|veintiun|veintiuna=21
    veintidos=22 veintitres=23 veinticuatro=24 veinticinco=25 veintiseis=26 veintisiete=27 veintiocho=28 veintinueve=29
    treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien|ciento=100
    doscientos|doscientas=200 trescientos|trescientas=300 cuatrocientos|cuatrocientas=400 quinientos|quinientas=500
    seiscientos|seiscientas=600 setecientos|setecientas=700 ochocientos|ochocientas=800 novecientos|novecientas=900`),
  scales: parseValues('mil=1000 millon|millones=1000000'),
};

const english: Numerals = {
  and: 'and',
  decimal: '.',
  hundred: 'hundred',
  values: parseValues(`
    zero=0 a|an|one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
    fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50
    sixty=60 seventy=70 eighty=80 ninety=90`),
  scales: parseValues('thousand=1000 million=1000000 billion=1000000000'),
};

export const NUMERALS = { pt: portuguese, es: spanish, en: english } as const;
