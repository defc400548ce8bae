/** What each kind of notice is called. */
import { defineWords } from '../../app/words.ts';

const WORDS = {
  'pt-BR': {
    'conversation-opened': 'Conversa aberta',
    'ticket-opened': 'Entrou na fila de pessoas',
    'ticket-assigned': 'Alguém assumiu',
    'ticket-moved': 'Mudou de fila',
    'ticket-returned': 'Voltou para a fila',
    'ticket-extended': 'Prazo prorrogado',
    'ticket-ended': 'Atendimento terminado',
    'conversation-closed': 'Conversa encerrada',
    'conversation-reopened': 'Conversa reaberta',
    'feedback-given': 'Avaliação recebida',
    'sla-broken': 'Prazo estourado',
    test: 'Teste',
  },
  en: {
    'conversation-opened': 'Conversation opened',
    'ticket-opened': 'Came into a queue for people',
    'ticket-assigned': 'Somebody took it',
    'ticket-moved': 'Moved to another queue',
    'ticket-returned': 'Back in the queue',
    'ticket-extended': 'Term extended',
    'ticket-ended': 'People are done with it',
    'conversation-closed': 'Conversation closed',
    'conversation-reopened': 'Conversation reopened',
    'feedback-given': 'Feedback given',
    'sla-broken': 'Term broken',
    test: 'Test',
  },
  es: {
    'conversation-opened': 'Conversación abierta',
    'ticket-opened': 'Entró en la cola de personas',
    'ticket-assigned': 'Alguien la tomó',
    'ticket-moved': 'Cambió de cola',
    'ticket-returned': 'Volvió a la cola',
    'ticket-extended': 'Plazo prorrogado',
    'ticket-ended': 'Atención terminada',
    'conversation-closed': 'Conversación cerrada',
    'conversation-reopened': 'Conversación reabierta',
    'feedback-given': 'Opinión recibida',
    'sla-broken': 'Plazo vencido',
    test: 'Prueba',
  },
} as const;

const t = defineWords(WORDS);

/** Of a kind that this page does not know yet, its own name. */
export const titleOfEvent = (event: string): string =>
  event in WORDS.en ? t(event as keyof typeof WORDS.en) : event;
