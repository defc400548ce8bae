/**
 * Tells how a protocol stands, or opens it again. Input: `{ protocolNumber }`, 15 digits; with
 * `reopens` it is to be opened again. Output: `{ protocolNumber, found: true, status, openedAt,
 * lastEventAt }` with moments in ISO 8601, or `{ protocolNumber, found: false }`, which is the same for
 * a number that does not exist and for one of somebody else: an answer must not tell that a number is
 * in use. Of `reopens`: `{ protocolNumber, reopened }`, and `closedAt` where that is too long ago.
 */
import { z } from 'zod';
import { type AgentContext, AssistantError, defineAgent, type ProtocolStatus } from '#assistant';

const describeProtocol = (protocolNumber: string, protocol: ProtocolStatus | undefined) =>
  protocol
    ? {
        protocolNumber,
        found: true,
        status: protocol.status,
        openedAt: protocol.openedAt.toISOString(),
        lastEventAt: protocol.lastEventAt.toISOString(),
      }
    : { protocolNumber, found: false };

async function reopen(protocolNumber: string, { reopenProtocol }: AgentContext) {
  if (!reopenProtocol) throw new AssistantError('forbidden', 'Nothing is opened again here.');
  const outcome = await reopenProtocol(protocolNumber);
  const closedAt = outcome.type === 'too-late' ? { closedAt: outcome.closedAt.toISOString() } : {};
  return { protocolNumber, reopened: outcome.type, ...closedAt };
}

export default defineAgent({
  input: z.object({ protocolNumber: z.string(), reopens: z.boolean().optional() }),
  output: z.object({
    protocolNumber: z.string(),
    found: z.boolean().optional(),
    status: z.enum(['open', 'waiting', 'closed']).optional(),
    openedAt: z.iso.datetime().optional(),
    lastEventAt: z.iso.datetime().optional(),
    reopened: z.enum(['reopened', 'open', 'not-found', 'too-late']).optional(),
    closedAt: z.iso.datetime().optional(),
  }),
  permissions: { reads: ['protocols'], model: 'none' },
  timeoutMs: 5_000,
  concurrency: 8,
  async run(task, context) {
    const { protocolNumber, reopens } = task.input;
    const output = reopens
      ? await reopen(protocolNumber, context)
      : describeProtocol(protocolNumber, await context.findProtocol(protocolNumber));
    return { status: 'answered', output, explanation: {} };
  },
});
