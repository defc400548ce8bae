/** What the bench hands a contender's process in its environment, and what the process answers. */
import { z } from 'zod';

const count = z.coerce.number().int().min(1);

export const contenderSettings = z.object({
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  /** Where replies go. */
  PROVIDER_URL: z.string(),
  /** Which half this process is: taking messages in, or working on them. */
  HALF: z.enum(['web', 'worker', 'both']),
  /** Many messages in a transaction, as they come in (natural batching), or each in one of its own. */
  INGRESS: z.enum(['grouped', 'single']),
  CONCURRENCY: count,
  CONNECTIONS: count,
});
export type ContenderSettings = z.output<typeof contenderSettings>;

/** Where webhooks go; '' for a process that takes none. */
export interface ContenderReady {
  readonly webhookUrl: string;
}

/** Tells the bench, and ends with it. */
export function reportReady(webhookUrl: string): void {
  process.on('disconnect', () => process.exit(0));
  process.send?.({ webhookUrl } satisfies ContenderReady);
}
