/** Spanish words of time, folded. */
import { numbered, setOf } from './lists.ts';

export const MONTHS = numbered(
  'enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre',
);
export const SHORT_MONTHS = numbered('ene feb mar abr may jun jul ago sep|set oct nov dic');
export const WEEKDAYS = numbered('lunes martes miercoles jueves viernes sabado domingo');
export const CLOSED_WORDS = setOf(
  'y o a al el la los las en por para de del desde hasta con sin pero si cuando que puedo quiero tengo hay esta es favor',
);
export const PAST_VERBS = setOf(
  'pague fui fue hice hizo vine recibi pedi envie llame llegue vencio paso nací naci estuve tuve solicite presente',
);
export const COMING = setOf('quiero necesito puedo voy vamos vence pagar agendar reservar ir');
