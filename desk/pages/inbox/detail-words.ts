/** What people need to know to go on, as dialogs and agents write it into the log: names, and values in words. */
import { defineWords } from '../../app/words.ts';

const t = defineWords({
  'pt-BR': {
    name: 'Nome',
    phone: 'Telefone',
    email: 'E-mail',
    kind: 'Tipo',
    what: 'O que aconteceu',
    where: 'Onde',
    when: 'Quando',
    tree: 'Assunto',
    problem: 'Problema',
    tried: 'Já tentou',
    notes: 'Anotações',
    danger: 'Perigo',
    unfinished: 'Ficou no meio de',
  },
  en: {
    name: 'Name',
    phone: 'Telephone',
    email: 'E-mail',
    kind: 'Kind',
    what: 'What happened',
    where: 'Where',
    when: 'When',
    tree: 'Subject',
    problem: 'Problem',
    tried: 'Tried so far',
    notes: 'Notes',
    danger: 'Danger',
    unfinished: 'In the middle of',
  },
  es: {
    name: 'Nombre',
    phone: 'Teléfono',
    email: 'Correo electrónico',
    kind: 'Tipo',
    what: 'Qué ocurrió',
    where: 'Dónde',
    when: 'Cuándo',
    tree: 'Asunto',
    problem: 'Problema',
    tried: 'Ya intentó',
    notes: 'Notas',
    danger: 'Peligro',
    unfinished: 'Quedó a mitad de',
  },
});

const KNOWN = [
  ...(['name', 'phone', 'email', 'kind', 'what', 'where', 'when'] as const),
  ...(['tree', 'problem', 'tried', 'notes', 'danger', 'unfinished'] as const),
];

/** What is not known here is named as it was written: extensions bring their own. */
export function nameDetail(name: string): string {
  const known = KNOWN.find((each) => each === name);
  return known ? t(known) : name.replace(/[-_]/g, ' ');
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** Plain values as they are, lists in a row, a dialog by its name; the rest as it was written. */
export function tellDetail(value: unknown): string {
  if (isPlain(value)) return String(value);
  if (Array.isArray(value) && value.every(isPlain)) return value.join(', ');
  if (typeof value === 'object' && value !== null && 'dialog' in value) return String(value.dialog);
  return JSON.stringify(value);
}

/** Whether there is anything to tell. */
export const isTold = (value: unknown): boolean =>
  value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
