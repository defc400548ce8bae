/** Words of notices beyond the page. */
import { defineWords } from './words.ts';

export const t = defineWords({
  'pt-BR': {
    given: 'Novo atendimento com você: {contact}',
    waiting: 'Esperando na fila: {contact}',
    message: 'Mensagem de {contact}',
    mention: '{by} mencionou você',
    see: 'Ver',
  },
  en: {
    given: 'A new conversation is with you: {contact}',
    waiting: 'Waiting in the queue: {contact}',
    message: 'Message from {contact}',
    mention: '{by} mentioned you',
    see: 'Show',
  },
  es: {
    given: 'Nueva atención con usted: {contact}',
    waiting: 'Espera en la fila: {contact}',
    message: 'Mensaje de {contact}',
    mention: '{by} le mencionó',
    see: 'Ver',
  },
});
