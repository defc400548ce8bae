/** What a person writes next: a greeting, a question, a wish for a human being, a tapped button. */
import type { Dice } from './dice.ts';
import type { ReplyKind } from './replies.ts';

/** One message, before it is written. */
export interface Line {
  readonly text: string;
  /** Of the button that is tapped. */
  readonly value?: string;
  readonly expects: readonly ReplyKind[];
  /** It is heard whatever else is said with it. */
  readonly isUrgent?: boolean;
  /** After the first of its exchange. */
  readonly afterMs: number;
}

/** What the person knows of their conversation. */
export interface Standing {
  /** In the queue for people. */
  readonly isWaiting: boolean;
  /** Has said goodbye, and was asked how it was. */
  readonly isLeaving: boolean;
  readonly protocolNumber: string | undefined;
}

type Words = Omit<Line, 'afterMs'>;

/** Whatever fails for good is answered with this. */
const FAILURE = 'fallback/failure';
const WAITING = 'talk-to-a-person/waiting';
const DOCUMENTS: readonly ReplyKind[] = [
  'answer',
  'fallback/menu',
  'fallback/offer-person',
  'fallback/offer-after-failure',
  FAILURE,
];

const say = (text: string, ...expects: readonly ReplyKind[]): Words => ({
  text,
  expects: [...expects, FAILURE],
});
const tap = (text: string, value: string, ...expects: readonly ReplyKind[]): Words => ({
  ...say(text, ...expects),
  value,
});
const ask = (text: string): Words => ({ text, expects: DOCUMENTS });

const SHORT: readonly Words[] = [
  say('Bom dia!', 'greeting/hello'),
  say('Boa tarde!', 'greeting/hello'),
  say('Obrigado!', 'thanks/you-are-welcome'),
  say('Muito obrigada!', 'thanks/you-are-welcome'),
];
const MENU = say('O que você sabe fazer?', 'what-can-you-do/menu');
const QUESTIONS: readonly Words[] = [
  ask('Como acompanho o meu pedido?'),
  ask('Quanto tempo demora a poda de uma árvore?'),
  ask('Como tiro a segunda via do IPTU?'),
  ask('Que dia passa o caminhão de lixo?'),
  ask('Como consigo vaga na creche para a minha filha?'),
  ask('Quem tem direito à isenção de IPTU?'),
];
const PERSON = { ...say('Quero falar com uma pessoa', 'talk-to-a-person/handed-off'), isUrgent: true };
const GOODBYE = say('Tchau', 'goodbye/goodbye');
const GOODBYE_AGAIN = say('Tchau', 'goodbye/closed');
const RATE = say('Nota 4', 'goodbye/rated');
const TAP_RATING = tap('Bom', '4', 'goodbye/rated');
const TAP_MENU = tap('O que você faz', 'go:what-can-you-do', 'what-can-you-do/menu');
const TAP_QUESTION = tap('Tirar uma dúvida', 'go:ask-documentation', 'ask-documentation/go-ahead');
const TAP_BACK = tap('Voltar ao assistente', 'back-to-assistant', 'talk-to-a-person/back');

const consult = (protocolNumber: string): Words =>
  say(
    `Quero consultar o protocolo ${protocolNumber}`,
    'consult-protocol/status-open',
    'consult-protocol/status-waiting',
    'consult-protocol/status-closed',
    'consult-protocol/failed',
  );

const now = (words: Words): Line => ({ ...words, afterMs: 0 });

/** While one waits for a person, whatever one writes is kept for them. */
const kept = (words: Words): Words => ({ ...words, expects: [WAITING, FAILURE] });

const goBack = (hasButtons: boolean): Words =>
  hasButtons ? TAP_BACK : say('Voltar ao assistente', 'talk-to-a-person/back');

/** Two or three messages without an answer in between. */
function writeBurst(dice: Dice, hasButtons: boolean): readonly Words[] {
  const short = dice.pick(SHORT);
  const question = dice.pick(QUESTIONS);
  const bursts: (readonly Words[])[] = [
    [short, question],
    [short, MENU],
    [short, dice.pick(SHORT), question],
    [question, dice.pick(QUESTIONS)],
    [question, short],
    // Whoever comes late is kept for the person already called.
    [{ ...question, expects: [...question.expects, WAITING] }, PERSON],
  ];
  if (hasButtons) bursts.push([short, TAP_MENU], [short, TAP_MENU]);
  return dice.pick(bursts);
}

/** Within a moment, as two thumbs do, or after a while, when an answer may be under way. */
const gap = (dice: Dice): number => (dice.chance(0.6) ? dice.between(0, 25) : dice.between(100, 2_000));

export interface Habits {
  /** Whether this person's channel lets them tap. */
  readonly hasButtons: boolean;
  /** How often they write several messages without waiting for an answer, from 0 to 1. */
  readonly haste: number;
}

export function writeNext(dice: Dice, standing: Standing, habits: Habits): readonly Line[] {
  const { isWaiting, isLeaving, protocolNumber } = standing;
  const { hasButtons, haste } = habits;
  if (isWaiting) {
    const words = kept(dice.pick([...SHORT, ...QUESTIONS]));
    return [now(dice.chance(0.7) ? goBack(hasButtons) : words)];
  }
  // Only then is the conversation closed, and the next message opens another; who writes on stays in it.
  if (isLeaving && dice.chance(0.7))
    return [now(dice.pick([hasButtons ? TAP_RATING : RATE, RATE, GOODBYE_AGAIN]))];
  if (dice.chance(haste)) {
    let afterMs = 0;
    return writeBurst(dice, hasButtons).map((words, index) => {
      afterMs += index === 0 ? 0 : gap(dice);
      return { ...words, afterMs };
    });
  }
  const others = [PERSON, GOODBYE, MENU, ...(hasButtons ? [TAP_MENU, TAP_QUESTION] : [])];
  if (protocolNumber !== undefined) others.push(consult(protocolNumber));
  return [now(dice.pick(dice.pick([SHORT, SHORT, QUESTIONS, QUESTIONS, others])))];
}
