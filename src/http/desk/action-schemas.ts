/** Forms that what people do has in common. */
import { z } from 'zod';

const LONGEST_TEXT = 8_000;

export const actionId = z
  .string()
  .regex(/^[\w-]{8,64}$/)
  .describe('The window’s own id for this one thing: 8 to 64 letters, digits, _ and -.');
export const text = z.string().max(LONGEST_TEXT);
export const summary = text.optional().describe('For whoever goes on; the citizen does not see it.');
export const closeReason = z.enum(['solved', 'no-answer', 'spam', 'duplicate', 'not-ours', 'other']);
export const labels = z.array(z.string().trim().min(1).max(40)).max(20);
