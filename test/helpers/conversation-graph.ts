/**
 * Pictures of dialogs in Mermaid: a form's from what it asks for, and any dialog's from the
 * conversations next to the dialogs: a state is what was said last, an arrow what the citizen did. Pure.
 */
import type { Exchange } from './conversation-run.ts';

/** What of `Dialog.form` is drawn. */
export interface FormPicture {
  readonly slots: readonly { readonly name: string; readonly optional: boolean }[];
  readonly confirms: boolean;
}

// Behind a letter: `end`, `state` and `note` are words of Mermaid's own.
const idOf = (state: string): string => `s_${state.replace(/\W/g, '_')}`;
const nameState = (state: string): string => `  ${idOf(state)} : ${state}`;
// These end a label, or begin markup, in Mermaid.
const clean = (label: string): string =>
  label
    .replace(/["“”:;#%{}<>[\]`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
const LABEL_LIMIT = 32;
/** So many examples of what leads along an arrow; more make it unreadable. */
const EXAMPLES = 2;

const shorten = (text: string): string =>
  text.length > LABEL_LIMIT ? `${text.slice(0, LABEL_LIMIT).trimEnd()}…` : text;

/** The form's questions in their order. */
export function drawForm({ slots, confirms }: FormPicture): string {
  const ends = [...slots.map(({ name }) => name), ...(confirms ? ['confirm'] : [])];
  const arrows = ends.map((state, index) => {
    const label = slots[index]?.optional
      ? ' : answer, or skip'
      : index < slots.length
        ? ' : answer'
        : ' : yes';
    return `  ${idOf(state)} --> ${index + 1 < ends.length ? idOf(ends[index + 1] ?? '') : '[*]'}${label}`;
  });
  const [confirm, which] = [idOf('confirm'), idOf('correct-which')];
  const correcting = confirms
    ? [`  ${confirm} --> ${which} : no`, `  ${which} --> ${confirm} : which, and its new value`]
    : [];
  const names = [...ends, ...(confirms ? ['correct-which'] : [])].map(nameState);
  const [first] = ends;
  const begin = first === undefined ? [] : [`  [*] --> ${idOf(first)}`];
  return ['stateDiagram-v2', ...names, ...begin, ...arrows, ...correcting].join('\n');
}

interface State {
  readonly dialog: string;
  readonly response: string;
}

interface Arrow {
  readonly from: State | undefined;
  readonly to: State;
  /** Undefined where the assistant went on by itself. */
  readonly label: string | undefined;
}

function labelOf({ line: { kind, text } }: Exchange): string {
  if (kind === 'wait') return `after ${text}`;
  return kind === 'user' ? shorten(clean(text)) : `${kind} ${shorten(clean(text))}`;
}

/** What happened in one conversation, as arrows. */
function toArrows(exchanges: readonly Exchange[]): Arrow[] {
  let from: State | undefined;
  return exchanges.flatMap((exchange) =>
    exchange.said.map(({ reason: { dialog, response } }, index) => {
      const to = { dialog, response: response ?? 'answer' };
      const arrow = { from, to, label: index === 0 ? labelOf(exchange) : undefined };
      from = to;
      return arrow;
    }),
  );
}

/** One dialog's states; what lies in another dialog is drawn as that dialog. */
function drawOne(dialog: string, arrows: readonly Arrow[]): string {
  const nameOf = (state: State | undefined, isSource: boolean): string => {
    if (state?.dialog === dialog) return state.response;
    return isSource || !state ? '[*]' : `dialog ${state.dialog}`;
  };
  const drawn = new Map<string, Set<string>>();
  const states = new Set<string>();
  for (const { from, to, label } of arrows) {
    const [source, target] = [nameOf(from, true), nameOf(to, false)];
    if (from?.dialog !== dialog && to.dialog !== dialog) continue;
    for (const each of [source, target]) if (each !== '[*]') states.add(each);
    const key = `${source === '[*]' ? source : idOf(source)} --> ${idOf(target)}`;
    const labels = drawn.get(key) ?? new Set();
    if (label !== undefined && label !== '') labels.add(label);
    drawn.set(key, labels);
  }
  const lines = [...drawn].map(([arrow, labels]) => {
    const shown = [...labels].slice(0, EXAMPLES);
    const label = [...shown, ...(labels.size > EXAMPLES ? ['…'] : [])].join(' / ');
    return `  ${arrow}${label === '' ? '' : ` : ${label}`}`;
  });
  return ['stateDiagram-v2', ...[...states].map(nameState), ...lines].join('\n');
}

/** By dialog, in the order of their names: what the conversations were seen to do. */
export function drawObserved(conversations: readonly (readonly Exchange[])[]): ReadonlyMap<string, string> {
  const arrows = conversations.flatMap(toArrows);
  const dialogs = [...new Set(arrows.map(({ to }) => to.dialog))].sort();
  return new Map(dialogs.map((dialog) => [dialog, drawOne(dialog, arrows)]));
}
