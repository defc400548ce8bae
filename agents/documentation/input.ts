/** What the agent is asked, and what it comes back with. */
import { z } from 'zod';

const candidate = z.object({
  title: z.string(),
  collection: z.string(),
  document: z.string(),
  passageId: z.string(),
});

/** Between the agent's question and the citizen's answer. */
export const askedSchema = z.object({
  /** What they had asked. */
  question: z.string(),
  candidates: z.array(candidate),
});
export type Asked = z.output<typeof askedSchema>;

const earlier = z.object({ question: z.string(), about: z.string().exactOptional() });

export const inputSchema = z.object({
  question: z.string(),
  /** What they asked before in this conversation, oldest first, and the title that was cited. */
  earlier: z.array(earlier).default([]),
  /** The value of the button they chose when they were asked back. */
  choice: z.string().exactOptional(),
  /** What the agent left with its question. */
  state: askedSchema.exactOptional(),
});

export const outputSchema = z.object({
  /** Who wrote the answer's text. */
  source: z.enum(['model', 'extractive']).exactOptional(),
  /** For the next question: what this one was, and what the answer cites. */
  asked: earlier.exactOptional(),
});
