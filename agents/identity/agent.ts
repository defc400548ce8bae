/**
 * Lets a citizen go on in one channel with what they began in another, once they have shown that both are
 * theirs, and undoes that. Begun with `state: { step: 'unlink' }` it undoes. Output: `{ outcome }`, for
 * the log: what was done, without numbers, codes or addresses.
 */
import { z } from 'zod';
import { createPhrases, defineAgent, specialistInput } from '#assistant';
import { answer } from './steps.ts';

export default defineAgent({
  input: specialistInput,
  output: z.object({ outcome: z.string() }),
  permissions: { reads: ['identity'], model: 'none' },
  // What is written behind a code belongs to the conversation that the code leads to.
  onNewerMessage: 'queue',
  timeoutMs: 10_000,
  concurrency: 8,
  open: ({ folder }) => createPhrases(folder),
  async run({ input, locale }, { identity }, phrases) {
    if (!identity) throw new Error('the house links nobody');
    return answer({ input, locale, identity, phrases });
  },
});
