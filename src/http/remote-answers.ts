/** What programs of others may have said to a citizen: the form of their answers, and its limits. */
import { z } from 'zod';
import { cleanText } from '../activity.ts';

const MOST_TEXT = 8_000;
/** As many as the narrowest channel shows in a list. */
const MOST_BUTTONS = 10;

const cleaned = (most: number) =>
  z
    .string()
    .max(most)
    .transform(cleanText)
    .pipe(z.string().min(1, { error: 'has nothing to be seen' }));

export const textSchema = cleaned(MOST_TEXT).describe('Plain text, 8,000 characters at most.');

const json = z.record(z.string(), z.unknown());

const activitySchema = z
  .strictObject({
    type: z.literal('message'),
    text: textSchema,
    speak: textSchema.optional().describe('How it is said aloud; as it is written, where left out.'),
    buttons: z
      .array(
        z.strictObject({
          title: cleaned(80),
          value: z
            .string()
            .min(1)
            .max(256)
            .describe('Comes back as a choice; go:<dialog> begins that dialog.'),
        }),
      )
      .max(MOST_BUTTONS)
      .optional(),
    citations: z
      .array(
        z.strictObject({
          mark: z.number().int().min(1).max(99).describe('As in the text: [1].'),
          passageId: z.string().min(1).max(200),
          title: cleaned(300),
          quote: z.string().min(1).max(2_000).describe('Words of the passage, literally.'),
          url: z
            .url({ protocol: /^https?$/ })
            .max(2_000)
            .optional(),
        }),
      )
      .max(20)
      .optional(),
  })
  .describe('What the citizen reads.');

const shared = {
  activity: activitySchema.optional(),
  output: json.describe('The agent’s own, as it declares it.'),
  explanation: json.default({}).describe('For the log: where the answer is from.'),
  usage: z
    .strictObject({ inputTokens: z.number().int().min(0), outputTokens: z.number().int().min(0) })
    .optional()
    .describe('Where a model worked on it.'),
};

const handoverSchema = z.union([
  z.strictObject({ dialog: z.string().min(1).max(100), text: textSchema }),
  z.strictObject({ queue: z.string().min(1).max(100), reason: z.string().min(1).max(200), details: json }),
]);

/** An `AgentAnswer`, as docs/external-agents.md describes it. */
export const answerSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('answered'), ...shared }),
  z.strictObject({ status: z.literal('unanswered'), ...shared }),
  z.strictObject({
    ...shared,
    status: z.literal('asks'),
    activity: activitySchema,
    state: json.describe('Comes back with what the citizen answers.'),
  }),
  z.strictObject({ status: z.literal('hands-over'), ...shared, to: handoverSchema }),
]);

export const foundSchema = z.object({
  passages: z.array(
    z.object({
      passageId: z.string(),
      collection: z.string(),
      document: z.string(),
      title: z.string(),
      headings: z.array(z.string()).readonly(),
      text: z.string(),
      score: z.number(),
      coverage: z.number(),
    }),
  ),
});
