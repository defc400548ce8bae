/** The form of a tree's file and of its translations. */
import { z } from 'zod';
import type { Problem } from './yaml-file.ts';

/** WhatsApp's limit for the title of a row in a list, in characters. */
export const TITLE_LIMIT = 24;
/** Rows in a WhatsApp list. */
export const OPTION_LIMIT = 10;
/** What is said around a step (what was noted, how to answer) stays within 600 together with it. */
export const TEXT_LIMIT = 400;

const tooLong = (what: string, limit: number) => (issue: { readonly input?: unknown }) =>
  `${what} has at most ${limit} characters, and this one has ${String(issue.input).length}`;

export const title = z
  .string()
  .trim()
  .min(1)
  .max(TITLE_LIMIT, { error: tooLong('a title', TITLE_LIMIT) });
const text = z
  .string()
  .trim()
  .min(1)
  .max(TEXT_LIMIT, { error: tooLong('a text', TEXT_LIMIT) });
// `404` is a word too, and YAML reads it as a number.
const word = z.union([z.string().trim().min(1), z.number().transform(String)], {
  error: 'a word or a phrase is missing',
});
// What is missing altogether is named by its key, in `problemsOf`.
const target = z.string({
  error: ({ input }) =>
    input === undefined ? undefined : 'the name of a step is missing, or “solved”, or “people”',
});

const option = z.preprocess(
  (value) => (typeof value === 'string' ? { go: value } : value),
  z.strictObject(
    { go: target, words: z.array(word).default([]) },
    {
      error: ({ code, input }) =>
        code === 'invalid_type' && input !== undefined
          ? 'this option leads nowhere: write the step after the colon'
          : undefined,
    },
  ),
);

export const STEP_SCHEMAS = {
  ask: z.strictObject({ ask: text, more: text.optional(), options: z.record(z.string(), option) }),
  do: z.strictObject({ do: text, more: text.optional(), solved: target.optional(), unsolved: target }),
  check: z.strictObject({
    check: text,
    more: text.optional(),
    yes: option,
    no: option,
    unsure: option.optional(),
  }),
} as const;

const stepName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a step is named in small letters, digits and dashes');

export const treeSchema = z.strictObject({
  name: title,
  queue: z.string().min(1).default('suporte'),
  words: z.array(word).min(1),
  phrases: z.array(word).min(1),
  /** Each read by the schema of its kind. */
  steps: z
    .record(stepName, z.unknown())
    .refine((steps) => Object.keys(steps).length > 0, { error: 'a tree has at least one step' }),
});

export const translationSchema = z.strictObject({
  name: title,
  words: z.array(word).default([]),
  phrases: z.array(word).default([]),
  steps: z.record(
    z.string(),
    z.strictObject({
      ask: text.optional(),
      do: text.optional(),
      check: text.optional(),
      more: text.optional(),
      /** The Portuguese title, and the title in this language. */
      options: z.record(z.string(), title).optional(),
    }),
  ),
});

export type Translation = z.output<typeof translationSchema>;
export type TreeFile = z.output<typeof treeSchema>;
export type AskFile = z.output<(typeof STEP_SCHEMAS)['ask']>;
export type DoFile = z.output<(typeof STEP_SCHEMAS)['do']>;
export type CheckFile = z.output<(typeof STEP_SCHEMAS)['check']>;

/** What zod found, as problems below a path. */
export const problemsOf = (error: z.ZodError, below: Problem['path'] = []): Problem[] =>
  error.issues.flatMap((issue) => {
    const path = [...below, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], reason: `“${key}” has no place here` }));
    }
    // A key's own issues, such as a step's name.
    const reason = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    const missing = issue.code === 'invalid_type' && /received undefined/.test(reason);
    return [{ path, reason: missing ? `“${String(path.at(-1))}” is missing` : reason }];
  });
