/**
 * Tells how a protocol stands. Input: `{ protocolNumber }`, 15 digits. Output:
 * `{ protocolNumber, found: true, status, openedAt, lastEventAt }` with moments in ISO 8601, or
 * `{ protocolNumber, found: false }`, which is the same for a number that does not exist and for one
 * of somebody else: an answer must not tell that a number is in use.
 */
import { AssistantError, defineAgent, type JsonObject, type ProtocolStatus } from '#assistant';

const describeProtocol = (protocolNumber: string, protocol: ProtocolStatus | undefined): JsonObject =>
  protocol
    ? {
        protocolNumber,
        found: true,
        status: protocol.status,
        openedAt: protocol.openedAt.toISOString(),
        lastEventAt: protocol.lastEventAt.toISOString(),
      }
    : { protocolNumber, found: false };

export default defineAgent({
  timeoutMs: 5_000,
  concurrency: 8,
  async run(task, context) {
    const protocolNumber = task.input.protocolNumber;
    if (typeof protocolNumber !== 'string') {
      throw new AssistantError('invalid-request', 'The task has no protocolNumber.');
    }
    const protocol = await context.findProtocol(protocolNumber);
    return { status: 'answered', output: describeProtocol(protocolNumber, protocol), explanation: {} };
  },
});
