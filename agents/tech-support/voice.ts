/** Puts a move into words and buttons, and into the agent's answer. */
import type { AgentAnswer, Button, JsonObject, OutboundActivity, Phrases } from '#assistant';
import { type Facts, findFacts } from './facts.ts';
import { BUTTONS, type Move } from './moves.ts';
import { type State, type Tried, wordsSaid } from './state.ts';
import type { Stems } from './stems.ts';
import { ORIGINAL_LOCALE, type Step, stepTextsOf, type Tree, textsOf } from './tree.ts';

/** Of people, where no tree says another. */
const QUEUE = 'suporte';
/** Rows in a WhatsApp list, less those for other topics and more topics. */
const TOPICS_ON_A_PAGE = 8;

export interface Voice {
  readonly trees: readonly Tree[];
  readonly phrases: Phrases;
  readonly facts: Facts;
  readonly stems: Stems;
}

const nameButton = ({ phrases }: Voice, key: string, value: string, locale: string): Button => ({
  title: phrases.say(`button-${key}`, {}, locale).text,
  value,
});

function titleOf({ phrases }: Voice, tree: Tree, step: Step, option: string, locale: string): string {
  return step.kind === 'ask'
    ? (stepTextsOf(tree, step.id, locale).titles.get(option) ?? option)
    : phrases.say(`button-${option}`, {}, locale).text;
}

const buttonsOf = (voice: Voice, tree: Tree, step: Step, locale: string): readonly Button[] =>
  step.options.map(({ id }) => ({
    title: titleOf(voice, tree, step, id, locale),
    value: BUTTONS.answer(step.id, id),
  }));

/** A step with what stands before it. */
function sayStep(voice: Voice, move: Extract<Move, { type: 'step' }>, locale: string): OutboundActivity {
  const { tree, step, lead, noted } = move;
  const said = noted.flatMap(({ step: name, option }) => {
    const known = tree.steps.get(name);
    return known ? [titleOf(voice, tree, known, option, locale)] : [];
  });
  let { text } = stepTextsOf(tree, step.id, locale);
  if (said.length > 0) text = voice.phrases.say('noted', { facts: said.join(', '), step: text }, locale).text;
  if (lead) text = voice.phrases.say(lead, { step: text }, locale).text;
  const offersPerson = lead === 'not-understood-again' || lead === 'repeat';
  const person = offersPerson ? [nameButton(voice, 'person', BUTTONS.people, locale)] : [];
  return { type: 'message', text, buttons: [...buttonsOf(voice, tree, step, locale), ...person] };
}

function explain(voice: Voice, move: Extract<Move, { type: 'explain' }>, locale: string): OutboundActivity {
  const { tree, step } = move;
  const { more } = stepTextsOf(tree, step.id, locale);
  if (more === undefined) return sayStep(voice, { ...move, type: 'step', lead: 'repeat', noted: [] }, locale);
  return { type: 'message', text: more, buttons: buttonsOf(voice, tree, step, locale) };
}

function sayTopics(voice: Voice, move: Extract<Move, { type: 'choose' }>, locale: string): OutboundActivity {
  const pages = Math.ceil(voice.trees.length / TOPICS_ON_A_PAGE);
  const page = Math.min(Math.max(0, move.page), pages - 1);
  const isDoubt = move.scored.length > 0;
  const shown = isDoubt
    ? move.scored.map(({ tree }) => tree)
    : voice.trees.slice(page * TOPICS_ON_A_PAGE, (page + 1) * TOPICS_ON_A_PAGE);
  const next = isDoubt ? 0 : (page + 1) % pages;
  const buttons = [
    ...shown.map((tree) => ({ title: textsOf(tree, locale).name, value: BUTTONS.tree(tree.id) })),
    ...(isDoubt || pages > 1 ? [nameButton(voice, 'next', BUTTONS.page(next), locale)] : []),
    ...(isDoubt ? [] : [nameButton(voice, 'other', BUTTONS.tell, locale)]),
  ];
  return voice.phrases.say(isDoubt ? 'which-of-these' : 'which-topic', {}, locale, buttons);
}

function say(voice: Voice, move: Exclude<Move, { type: 'people' }>, locale: string): OutboundActivity {
  const { phrases } = voice;
  switch (move.type) {
    case 'step':
      return sayStep(voice, move, locale);
    case 'explain':
      return explain(voice, move, locale);
    case 'did':
      return phrases.say('did-it-work', {}, locale, buttonsOf(voice, move.tree, move.step, locale));
    case 'switch': {
      const { name } = textsOf(move.to, locale);
      const other = { title: name, value: BUTTONS.tree(move.to.id) };
      return phrases.say('switch', { name }, locale, [
        other,
        nameButton(voice, 'stay', BUTTONS.stay, locale),
      ]);
    }
    case 'choose':
      return sayTopics(voice, move, locale);
    case 'tell':
      return phrases.say('tell-more', {}, locale);
    case 'solved':
    case 'stopped':
      return phrases.say(move.type, {}, locale);
  }
}

/** One step and what came of it, as the team reads it. */
function report(voice: Voice, { tree: id, step: name, result, how }: Tried): JsonObject | undefined {
  const tree = voice.trees.find((one) => one.id === id);
  const step = tree?.steps.get(name);
  if (!tree || !step) return { step: name, result };
  const title = titleOf(voice, tree, step, result, ORIGINAL_LOCALE);
  const { phrases } = voice;
  const told = {
    answered: () => title,
    already: () => phrases.say('result-already', {}, ORIGINAL_LOCALE).text,
    said: () => phrases.say('result-said', { result: title }, ORIGINAL_LOCALE).text,
  }[how]();
  return { step: stepTextsOf(tree, name, ORIGINAL_LOCALE).text, result: told };
}

/** What people need to go on, in Portuguese: the problem, what was tried, device and browser if known. */
function detailsOf(voice: Voice, state: State): JsonObject {
  const tree = voice.trees.find(({ id }) => id === state.tree);
  return {
    tree: tree ? textsOf(tree, ORIGINAL_LOCALE).name : null,
    problem: state.problem,
    tried: state.tried.flatMap((one) => report(voice, one) ?? []),
    notes: state.notes,
    ...findFacts(wordsSaid(state), voice.facts, voice.stems),
  };
}

/** How the agent's work stands; the agent's `output`. */
export interface Outcome {
  readonly outcome: 'asked' | 'solved' | 'stopped' | 'handed-over';
  /** Steps answered so far. */
  readonly tried: number;
  readonly tree?: string;
}

/** The agent's answer for a move. */
export function answerWith(
  voice: Voice,
  move: Move,
  locale: string,
): AgentAnswer & { readonly output: Outcome & JsonObject } {
  const { state } = move;
  const about = { tried: state.tried.length, ...(state.tree === undefined ? {} : { tree: state.tree }) };
  const scores =
    move.type === 'choose' ? move.scored.map(({ tree, score }) => ({ tree: tree.id, score })) : [];
  const explanation = { move: move.type, scores, ...(state.step === undefined ? {} : { step: state.step }) };
  if (move.type === 'people') {
    const queue = voice.trees.find(({ id }) => id === state.tree)?.queue ?? QUEUE;
    const to = { queue, reason: move.reason, details: detailsOf(voice, state) };
    // The dialog says it: it knows the protocol number.
    return { status: 'hands-over', to, output: { outcome: 'handed-over', ...about }, explanation };
  }
  const activity = say(voice, move, locale);
  if (move.type === 'solved' || move.type === 'stopped') {
    return { status: 'answered', activity, output: { outcome: move.type, ...about }, explanation };
  }
  return { status: 'asks', activity, state, output: { outcome: 'asked', ...about }, explanation };
}
