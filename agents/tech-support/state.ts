/** What the agent leaves with its question, and finds again with the answer. */
import { z } from 'zod';

/** How many messages that were no answer are kept for the team, and how long each may be. */
const MOST_NOTES = 6;
const PROBLEM_LIMIT = 500;
const NOTE_LIMIT = 200;

const triedSchema = z.object({
  tree: z.string(),
  step: z.string(),
  /** The option that was chosen; see `Option` in tree.ts. */
  result: z.string(),
  /** `said`: the citizen had told it before. `already`: it had been tried before they came. */
  how: z.enum(['answered', 'said', 'already']),
});

export type Tried = z.output<typeof triedSchema>;

export const stateSchema = z.object({
  /** The citizen's first words. */
  problem: z.string(),
  /** Where they are; both are left out while the tree is being chosen. */
  tree: z.string().exactOptional(),
  step: z.string().exactOptional(),
  /** Another tree that they have just been asked about. */
  offered: z.string().exactOptional(),
  /** In order, over all trees that were begun. */
  tried: z.array(triedSchema),
  /** What they said that was no answer: for the team. */
  notes: z.array(z.string()),
  /** Times in a row that their words were not understood. */
  misses: z.number(),
});

export type State = z.output<typeof stateSchema>;

export const beginState = (problem: string): State => ({
  problem: problem.slice(0, PROBLEM_LIMIT),
  tried: [],
  notes: [],
  misses: 0,
});

/** Keeps words that were no answer, and counts them. */
export const addNote = (state: State, text: string): State => ({
  ...state,
  notes: [...state.notes, text.slice(0, NOTE_LIMIT)].slice(-MOST_NOTES),
  misses: state.misses + 1,
});

/** Everything the citizen said in words. */
export const wordsSaid = ({ problem, notes }: State): string => [problem, ...notes].join('\n');
