/** What holidays are called: patterns of folded words, by what they are. */
import * as days from '../dates/holidays.ts';

export type HolidayNames = readonly (readonly [pattern: string, holiday: days.Holiday])[];

export const PORTUGUESE_HOLIDAYS: HolidayNames = [
  ['ano novo', days.NEW_YEAR],
  ['confraternizacao universal', days.NEW_YEAR],
  ['reveillon', days.NEW_YEARS_EVE],
  ['dia do trabalho|trabalhador', days.LABOUR_DAY],
  ['dia|feriado da independencia do? brasil?', days.INDEPENDENCE],
  ['independencia do brasil', days.INDEPENDENCE],
  ['dia|feriado da|de nossa senhora aparecida', days.PATRONESS],
  ['dia|feriado da padroeira do? brasil?', days.PATRONESS],
  ['dia das criancas', days.PATRONESS],
  ['finados', days.ALL_SOULS],
  ['dia dos mortos', days.ALL_SOULS],
  ['proclamacao da republica', days.REPUBLIC],
  ['dia|feriado da republica', days.REPUBLIC],
  ['consciencia negra', days.BLACK_AWARENESS],
  ['dia de zumbi dos? palmares?', days.BLACK_AWARENESS],
  ['carnaval', days.CARNIVAL],
  ['terca feira? de|do carnaval', days.CARNIVAL],
  ['segunda feira? de|do carnaval', days.CARNIVAL_MONDAY],
  ['quarta feira? de cinzas', days.ASH_WEDNESDAY],
  ['domingo de ramos', days.PALM_SUNDAY],
  ['sexta feira? santa', days.GOOD_FRIDAY],
  ['sexta feira? da paixao', days.GOOD_FRIDAY],
  ['paixao de cristo', days.GOOD_FRIDAY],
  ['domingo? de? pascoa', days.EASTER],
  ['corpus christi|cristi|christ|cristo', days.CORPUS_CHRISTI],
];

export const ENGLISH_HOLIDAYS: HolidayNames = [
  ["new year|years '|’? s? day?", days.NEW_YEAR],
  ["new year|years '|’? s? eve", days.NEW_YEARS_EVE],
  ['labor|labour day', days.LABOUR_DAY],
  ['independence day', days.INDEPENDENCE],
  ["all souls '|’? day", days.ALL_SOULS],
  ['carnival', days.CARNIVAL],
  ['ash wednesday', days.ASH_WEDNESDAY],
  ['good friday', days.GOOD_FRIDAY],
  ['easter sunday?', days.EASTER],
  ['corpus christi', days.CORPUS_CHRISTI],
  ['christmas day?', days.CHRISTMAS],
  ['christmas eve', days.CHRISTMAS_EVE],
];

export const SPANISH_HOLIDAYS: HolidayNames = [
  ['ano nuevo', days.NEW_YEAR],
  ['nochevieja', days.NEW_YEARS_EVE],
  ['dia del trabajo|trabajador', days.LABOUR_DAY],
  ['dia de la independencia', days.INDEPENDENCE],
  ['dia de los? muertos|difuntos', days.ALL_SOULS],
  ['carnaval', days.CARNIVAL],
  ['miercoles de ceniza', days.ASH_WEDNESDAY],
  ['domingo de ramos', days.PALM_SUNDAY],
  ['viernes santo', days.GOOD_FRIDAY],
  ['domingo? de? pascua', days.EASTER],
  ['corpus christi', days.CORPUS_CHRISTI],
  ['navidad', days.CHRISTMAS],
  ['nochebuena', days.CHRISTMAS_EVE],
];
