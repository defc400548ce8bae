/**
 * Looks into technical problems with the citizen, a step at a time, by the trees in `trees/`; see
 * docs/tech-support.md. Asks at each step. Ends `answered` when the problem is gone, and hands over to
 * people with what was tried when nothing helped, when it was asked to, or when it did not understand.
 *
 * Details of the handover, in Portuguese: `tree` (its name, or null), `problem` (the citizen's first
 * words), `tried` (`{ step, result }`, in order), `notes` (what else they said), and `aparelho`,
 * `sistema`, `navegador` where they are known. Reasons: see `HandoverReason`.
 *
 * Explanation: `move`, `step`, and `scores` of the trees where several were likely.
 */
import { z } from 'zod';
import { createPhrases, defineAgent, specialistInput } from '#assistant';
import { createChooser } from './choose.ts';
import { readFacts } from './facts.ts';
import type { Move } from './moves.ts';
import { openTrees } from './open-trees.ts';
import { stateSchema } from './state.ts';
import { createStems } from './stems.ts';
import { begin, pressButton, sayWords } from './topics.ts';
import type { Tree } from './tree.ts';
import { readAnswers } from './understand.ts';
import { answerWith, type Voice } from './voice.ts';
import type { Ground } from './walk.ts';

const wordsOf = ({ words, phrases, texts, steps }: Tree): readonly string[] => [
  ...words,
  ...phrases,
  ...[...texts.values()].flatMap((each) =>
    [...each.steps.values()].flatMap(({ titles }) => [...titles.values()]),
  ),
  ...[...steps.values()].flatMap(({ options }) => options.flatMap((option) => option.words)),
];

async function open({ folder }: { readonly folder: URL }): Promise<Ground & Voice> {
  const trees = await openTrees(new URL('trees/', folder));
  const facts = await readFacts(new URL('facts.yml', folder));
  const stems = createStems([...trees.flatMap(wordsOf), ...Object.values(facts).flat(2)]);
  return {
    trees,
    facts,
    stems,
    chooser: createChooser(trees, stems),
    answers: await readAnswers(new URL('answers.yml', folder)),
    phrases: await createPhrases(folder),
  };
}

export default defineAgent({
  input: specialistInput,
  output: z.object({
    outcome: z.enum(['asked', 'solved', 'stopped', 'handed-over']),
    /** The tree that is walked through. */
    tree: z.string().exactOptional(),
    /** Steps answered so far. */
    tried: z.number(),
  }),
  permissions: { reads: [], model: 'none' },
  timeoutMs: 5_000,
  concurrency: 32,
  open,
  async run({ input, locale }, { log }, opened) {
    const { text, choice } = input;
    const parsed = input.state === undefined ? undefined : stateSchema.safeParse(input.state);
    if (parsed?.error)
      log.warn({ error: parsed.error.message }, 'the state is of another form; beginning anew');
    const state = parsed?.data;
    let move: Move;
    if (!state) move = begin(opened, text);
    else
      move =
        choice === undefined ? sayWords(opened, state, text, locale) : pressButton(opened, state, choice);
    return answerWith(opened, move, locale);
  },
});
