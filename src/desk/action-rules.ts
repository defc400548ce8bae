/** What people may do with a conversation, by the state it is in and who has it. Pure; rules are data. */
import { hasRole, type Person, type PersonName, type PersonRole } from '../person.ts';

/** `waiting`: with people, whoever has it. `assistant`: given back to the assistant. */
export type DeskState = 'waiting' | 'assistant' | 'closed';

export type DeskAction =
  | 'reply'
  | 'attach'
  | 'note'
  | 'take'
  | 'assign'
  | 'return'
  | 'move'
  | 'to-assistant'
  | 'close'
  | 'reopen'
  | 'merge'
  | 'split'
  | 'labels'
  | 'extend';

interface ActionRule {
  readonly states: readonly DeskState[];
  /** `own`: who has it, or anybody of the queue while nobody has it. Supervisors may in any case. */
  readonly whose: 'own' | 'any';
}

const ANY_STATE: readonly DeskState[] = ['waiting', 'assistant', 'closed'];
const OF_OWN: ActionRule = { states: ['waiting'], whose: 'own' };

const ACTION_RULES: Readonly<Record<DeskAction, ActionRule>> = {
  reply: OF_OWN,
  attach: OF_OWN,
  note: { states: ANY_STATE, whose: 'any' },
  take: OF_OWN,
  assign: OF_OWN,
  return: OF_OWN,
  move: OF_OWN,
  'to-assistant': OF_OWN,
  close: OF_OWN,
  reopen: { states: ['closed', 'assistant'], whose: 'any' },
  merge: { states: ANY_STATE, whose: 'own' },
  split: OF_OWN,
  labels: { states: ANY_STATE, whose: 'any' },
  extend: OF_OWN,
};

/** Why something cannot be done: a key of words/responses.*.yml, and what stands in its places. */
export interface Refusal {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export const MAY_DO_ALL: readonly PersonRole[] = ['admin', 'supervisor'];

/** Undefined where nothing stands against it. */
export function findRefusal(
  action: DeskAction,
  me: Person,
  { state, person }: { readonly state: DeskState; readonly person: PersonName | null },
): Refusal | undefined {
  const { states, whose } = ACTION_RULES[action];
  if (!states.includes(state)) return { key: `refused-${state}`, values: {} };
  const isOthers = state === 'waiting' && person !== null && person.personId !== me.personId;
  if (whose === 'own' && isOthers && !hasRole(me, MAY_DO_ALL))
    return { key: 'refused-theirs', values: { person: person.name } };
  return undefined;
}
