/** What an alert says, in one sentence. */
import type { DeskAlert } from '../../src/desk.ts';
import { defineWords } from './words.ts';

const t = defineWords({
  'pt-BR': {
    'sla-due': '{queue}: {clock} perto do prazo',
    'sla-broken': '{queue}: {clock} fora do prazo',
    'long-wait': '{queue}: alguém espera há muito tempo',
    'nobody-there': '{queue}: alguém espera e ninguém está para atender',
    priority: '{queue}: alguém com prioridade espera',
    'first-answer': 'primeira resposta',
    'next-answer': 'próxima resposta',
    resolution: 'conclusão',
    open: 'Abrir',
    title: 'Alerta',
  },
  en: {
    'sla-due': '{queue}: {clock} is nearly due',
    'sla-broken': '{queue}: {clock} is overdue',
    'long-wait': '{queue}: somebody has waited for long',
    'nobody-there': '{queue}: somebody waits and nobody is there',
    priority: '{queue}: somebody with priority waits',
    'first-answer': 'first answer',
    'next-answer': 'next answer',
    resolution: 'resolution',
    open: 'Open',
    title: 'Alert',
  },
  es: {
    'sla-due': '{queue}: {clock} cerca del plazo',
    'sla-broken': '{queue}: {clock} fuera de plazo',
    'long-wait': '{queue}: alguien espera hace mucho',
    'nobody-there': '{queue}: alguien espera y nadie está para atender',
    priority: '{queue}: alguien con prioridad espera',
    'first-answer': 'primera respuesta',
    'next-answer': 'próxima respuesta',
    resolution: 'conclusión',
    open: 'Abrir',
    title: 'Alerta',
  },
});

const CLOCKS = ['first-answer', 'next-answer', 'resolution'] as const;

/** @param queue as it is called */
export function describeAlert({ kind, clock }: DeskAlert, queue: string): string {
  const known = CLOCKS.find((each) => each === clock);
  return t(kind, { queue, clock: known ? t(known) : '' });
}

export const alertWords = t;
