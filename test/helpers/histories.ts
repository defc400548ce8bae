/** Histories made for the purpose, and what is told of them. */

import { loadHistoryWords, tellHistory } from '../../src/history/tell.ts';
import type { History, HistoryConversation, ToldEvent } from '../../src/history.ts';

export const NUMBER = '263254839201576';
export const SHOWN = '263 254 839 201 576';
export const OLDER = '261824839201576';
export const AT = new Date('2026-11-21T15:03:00Z');
export const UNTIL = new Date('2026-11-21T18:30:00Z');

const wordsIn = await loadHistoryWords();

export const citizen = (text: string): ToldEvent => ({
  type: 'message-received',
  activity: { type: 'message', text },
  channel: 'web',
  address: 'a',
});
export const tapped = (title: string): ToldEvent => ({
  type: 'message-received',
  activity: { type: 'choice', value: 'go:x', title },
  channel: 'web',
  address: 'a',
});
export const assistant = (text: string, more: object = {}, reason: object = {}): ToldEvent => ({
  type: 'reply-added',
  activity: { type: 'message', text, ...more },
  reason: { dialog: 'ask-documentation', rule: 'task', ...reason },
});
export const CITED = {
  buttons: [{ title: 'Resolveu', value: 'go:solved:1' }],
  citations: [
    {
      mark: 1,
      passageId: 'p',
      title: 'Poda de árvore: prazos',
      quote: '30 dias',
      url: 'https://vila.example/poda',
    },
  ],
};

export const conversation = (events: readonly ToldEvent[], more: Partial<HistoryConversation> = {}) => ({
  protocolNumber: NUMBER,
  status: 'open' as const,
  openedAt: AT,
  lines: events.map((body) => ({ at: AT, body })),
  ...more,
});
export const history = (events: readonly ToldEvent[], more: Partial<History> = {}): History => ({
  locale: 'pt-BR',
  until: UNTIL,
  conversations: [conversation(events)],
  isCut: false,
  ...more,
});
export const tell = (told: History) => tellHistory(told, wordsIn(told.locale));

export const DAY: readonly ToldEvent[] = [
  citizen('Quanto tempo demora a poda? É urgente: ação, coração, pão & “aspas” – já…'),
  assistant('Até 30 dias [1].', CITED),
  tapped('Não resolveu'),
  { type: 'feedback-given', solved: false },
  { type: 'handoff-requested', queue: 'geral', reason: 'citizen-asked', details: { nota: 'nota interna' } },
  { type: 'handoff-ended', reason: 'citizen-went-back' },
  { type: 'feedback-given', rating: 4, comment: 'bom' },
  { type: 'conversation-closed', reason: 'citizen-said-goodbye' },
  { type: 'conversation-reopened', from: OLDER },
  { type: 'conversation-continued', of: OLDER },
  { type: 'conversation-closed', reason: 'a-reason-of-next-year' },
];
