/** Why a citizen came to people, as dialogs and the pipeline write it into the log. */
import { defineWords } from '../../app/words.ts';

const t = defineWords({
  'pt-BR': {
    'citizen-asked': 'O cidadão pediu uma pessoa',
    'priority-said': 'O cidadão disse que tem prioridade',
    'risk-to-life': 'Risco à vida',
    threat: 'Ameaça',
    despair: 'Desespero',
    anger: 'O cidadão está irritado',
    'agent-failed': 'O assistente não conseguiu responder',
    ombudsman: 'Manifestação para a ouvidoria',
    'call-back': 'Pediu que liguem de volta',
    reopened: 'Reaberto por uma pessoa',
    merged: 'Juntado de outro protocolo',
    split: 'Separado de outro protocolo',
    redirected: 'Encaminhado pelo assunto “{from}”',
  },
  en: {
    'citizen-asked': 'The citizen asked for a person',
    'priority-said': 'The citizen said that they have priority',
    'risk-to-life': 'Risk to life',
    threat: 'Threat',
    despair: 'Despair',
    anger: 'The citizen is angry',
    'agent-failed': 'The assistant could not answer',
    ombudsman: 'A matter for the ombudsman',
    'call-back': 'Asked to be called back',
    reopened: 'Reopened by a person',
    merged: 'Merged from another protocol',
    split: 'Split from another protocol',
    redirected: 'Passed on by the subject “{from}”',
  },
  es: {
    'citizen-asked': 'El ciudadano pidió una persona',
    'priority-said': 'El ciudadano dijo que tiene prioridad',
    'risk-to-life': 'Riesgo de vida',
    threat: 'Amenaza',
    despair: 'Desesperación',
    anger: 'El ciudadano está molesto',
    'agent-failed': 'El asistente no pudo responder',
    ombudsman: 'Asunto para el defensor',
    'call-back': 'Pidió que le llamen',
    reopened: 'Reabierta por una persona',
    merged: 'Unida desde otro protocolo',
    split: 'Separada de otro protocolo',
    redirected: 'Derivada por el asunto “{from}”',
  },
});

const KNOWN = [
  'citizen-asked',
  'priority-said',
  'risk-to-life',
  'threat',
  'despair',
  'anger',
  'agent-failed',
  'ombudsman',
  'call-back',
  'reopened',
  'merged',
  'split',
] as const;
const REDIRECTED = 'redirected-from-';

/** A dialog of the house's own has its own words for it, which are shown as they are. */
export function nameWhy(why: string): string {
  const known = KNOWN.find((each) => each === why);
  if (known) return t(known);
  return why.startsWith(REDIRECTED) ? t('redirected', { from: why.slice(REDIRECTED.length) }) : why;
}
