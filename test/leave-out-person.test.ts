/** Who asks is nothing to search for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leaveOutPerson } from '../agents/documentation/leave-out-person.ts';

const ASKED: readonly (readonly [text: string, asked: string])[] = [
  ['Como acompanho o meu pedido?', 'Como acompanho o meu pedido?'],
  ['Como acompanho o meu pedido? Meu email é ana@example.com', 'Como acompanho o meu pedido?'],
  ['como acompanho o pedido 529.982.247-25?', 'como acompanho o pedido ?'],
  ['Meu nome é Zulmira Prates. Como acompanho o meu pedido?', 'Como acompanho o meu pedido?'],
  ['oi, sou a Luciana, que horas abre a biblioteca', 'oi, que horas abre a biblioteca'],
  [
    'Como acompanho o pedido?\nE se eu perdi o protocolo?',
    'Como acompanho o pedido?\nE se eu perdi o protocolo?',
  ],
  ['meu nome é Ana', 'meu nome é Ana'],
  ['529.982.247-25', '529.982.247-25'],
  ['quero trocar o telefone (11) 99999-8888, que está errado', 'quero trocar o telefone , que está errado'],
  ['qual é o prazo de 30 dias da lei 13.460/2017?', 'qual é o prazo de 30 dias da lei 13.460/2017?'],
];

describe('leaving out who asks', () => {
  for (const [text, asked] of ASKED) it(text, () => assert.equal(leaveOutPerson(text, 'pt-BR'), asked));
});
