/** What happened to a conversation, as a sentence. */
import type { EventBody } from '../../../src/event.ts';
import { defineWords, formatProtocol } from '../../app/words.ts';
import { t as tConversation } from './conversation-words.ts';
import { titleOfQueue } from './queues.ts';
import { nameReason } from './shared-words.ts';

const t = defineWords({
  'pt-BR': {
    handedOff: 'Passou para a fila {queue}',
    priority: 'prioridade: {reasons}',
    given: 'Entregue a {to}',
    taken: '{to} assumiu',
    assigned: '{by} passou para {to}',
    putBack: '{from} devolveu à fila',
    silent: 'Voltou à fila: {from} não respondeu',
    gone: 'Voltou à fila: {from} saiu',
    movedFrom: 'Deixou de estar com {from}',
    moved: '{by} moveu de {from} para {to}',
    overflow: 'Passou de {from} para {to} pela espera',
    ended: 'Voltou ao assistente',
    endedBy: '{by} devolveu ao assistente',
    closed: 'Encerrado',
    closedBy: '{by} encerrou',
    continuedIn: 'segue no protocolo {number}',
    reopened: 'Reaberto',
    reopenedBy: '{by} reabriu',
    continues: 'Continua o protocolo {number}',
    labelled: '{by} marcou: {labels}',
    unlabelled: '{by} tirou as etiquetas',
    extended: '{by} prorrogou o prazo: {reason}',
    solved: 'O cidadão disse que foi resolvido',
    unsolved: 'O cidadão disse que não foi resolvido',
    rated: 'Avaliação do cidadão: {rating} de 5',
    linked: 'Canal vinculado: {channel}',
    unlinked: 'Canal desvinculado: {channel}',
    failed: 'O assistente não conseguiu decidir; passou para pessoas',
    other: 'Registro: {type}',
  },
  en: {
    handedOff: 'Went to the queue {queue}',
    priority: 'priority: {reasons}',
    given: 'Given to {to}',
    taken: '{to} took it',
    assigned: '{by} passed it to {to}',
    putBack: '{from} put it back into the queue',
    silent: 'Back in the queue: {from} did not answer',
    gone: 'Back in the queue: {from} left',
    movedFrom: 'No longer with {from}',
    moved: '{by} moved it from {from} to {to}',
    overflow: 'Went from {from} to {to} because of the wait',
    ended: 'Back to the assistant',
    endedBy: '{by} gave it back to the assistant',
    closed: 'Closed',
    closedBy: '{by} closed it',
    continuedIn: 'goes on in protocol {number}',
    reopened: 'Reopened',
    reopenedBy: '{by} reopened it',
    continues: 'Goes on with protocol {number}',
    labelled: '{by} labelled it: {labels}',
    unlabelled: '{by} removed the labels',
    extended: '{by} extended the term: {reason}',
    solved: 'The citizen said that it was solved',
    unsolved: 'The citizen said that it was not solved',
    rated: 'The citizen’s rating: {rating} of 5',
    linked: 'Channel linked: {channel}',
    unlinked: 'Channel unlinked: {channel}',
    failed: 'The assistant could not decide; it went to people',
    other: 'On record: {type}',
  },
  es: {
    handedOff: 'Pasó a la fila {queue}',
    priority: 'prioridad: {reasons}',
    given: 'Entregada a {to}',
    taken: '{to} la asumió',
    assigned: '{by} la pasó a {to}',
    putBack: '{from} la devolvió a la fila',
    silent: 'Volvió a la fila: {from} no respondió',
    gone: 'Volvió a la fila: {from} salió',
    movedFrom: 'Dejó de estar con {from}',
    moved: '{by} la movió de {from} a {to}',
    overflow: 'Pasó de {from} a {to} por la espera',
    ended: 'Volvió al asistente',
    endedBy: '{by} la devolvió al asistente',
    closed: 'Cerrada',
    closedBy: '{by} la cerró',
    continuedIn: 'sigue en el protocolo {number}',
    reopened: 'Reabierta',
    reopenedBy: '{by} la reabrió',
    continues: 'Continúa el protocolo {number}',
    labelled: '{by} marcó: {labels}',
    unlabelled: '{by} quitó las etiquetas',
    extended: '{by} prorrogó el plazo: {reason}',
    solved: 'El ciudadano dijo que se resolvió',
    unsolved: 'El ciudadano dijo que no se resolvió',
    rated: 'Evaluación del ciudadano: {rating} de 5',
    linked: 'Canal vinculado: {channel}',
    unlinked: 'Canal desvinculado: {channel}',
    failed: 'El asistente no pudo decidir; pasó a personas',
    other: 'Registro: {type}',
  },
});

const RETURNED = { silent: 'silent', gone: 'gone', 'put-back': 'putBack', moved: 'movedFrom' } as const;

const handedOff = ({ queue, priority }: Extract<EventBody, { type: 'handoff-requested' }>): string =>
  [
    t('handedOff', { queue: titleOfQueue(queue) }),
    ...(priority ? [t('priority', { reasons: priority.reasons.map(nameReason).join(', ') })] : []),
  ].join(' · ');

function assigned({ to, by }: Extract<EventBody, { type: 'ticket-assigned' }>): string {
  if (by === null) return t('given', { to: to.name });
  return by.personId === to.personId
    ? t('taken', { to: to.name })
    : t('assigned', { by: by.name, to: to.name });
}

function moved({ from, to, by, reason }: Extract<EventBody, { type: 'ticket-moved' }>): string {
  const places = { from: titleOfQueue(from), to: titleOfQueue(to) };
  return reason === 'overflow' || by === null
    ? t('overflow', places)
    : t('moved', { ...places, by: by.name });
}

const REASONS = ['solved', 'no-answer', 'duplicate', 'spam', 'not-ours', 'other'] as const;

function closed({ by, reason, continuedIn }: Extract<EventBody, { type: 'conversation-closed' }>): string {
  const known = REASONS.find((each) => each === reason);
  const what = [by ? t('closedBy', { by: by.name }) : t('closed'), known && tConversation(known)]
    .filter(Boolean)
    .join(': ');
  return continuedIn === undefined
    ? what
    : `${what} · ${t('continuedIn', { number: formatProtocol(continuedIn) })}`;
}

function feedback({ solved, rating }: Extract<EventBody, { type: 'feedback-given' }>): string {
  if (rating !== undefined) return t('rated', { rating });
  return t(solved === false ? 'unsolved' : 'solved');
}

/** The sentence of an event; those that nobody at the desk needs are named by their type. */
export function describeEvent(event: EventBody): string {
  switch (event.type) {
    case 'handoff-requested':
      return handedOff(event);
    case 'ticket-assigned':
      return assigned(event);
    case 'ticket-returned':
      return t(RETURNED[event.reason], { from: event.from.name });
    case 'ticket-moved':
      return moved(event);
    case 'handoff-ended':
      return event.by ? t('endedBy', { by: event.by.name }) : t('ended');
    case 'conversation-closed':
      return closed(event);
    case 'conversation-reopened':
      return event.by ? t('reopenedBy', { by: event.by.name }) : t('reopened');
    case 'conversation-continued':
      return t('continues', { number: formatProtocol(event.of) });
    case 'ticket-labelled':
      return event.labels.length === 0
        ? t('unlabelled', { by: event.by.name })
        : t('labelled', { by: event.by.name, labels: event.labels.join(', ') });
    case 'ticket-extended':
      return t('extended', { by: event.by.name, reason: event.reason });
    case 'feedback-given':
      return feedback(event);
    case 'channel-linked':
      return t('linked', { channel: event.channel });
    case 'channel-unlinked':
      return t('unlinked', { channel: event.channel });
    case 'turn-failed':
      return t('failed');
    default:
      return t('other', { type: event.type });
  }
}

/** What whoever passed it on said of it; undefined where they said nothing. */
export const summaryOf = (event: EventBody): string | undefined =>
  'summary' in event ? event.summary : undefined;
