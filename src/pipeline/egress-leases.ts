/**
 * The leases a sender holds: taken and given back in batches, renewed while a send takes long, and
 * known by its own clock to have run out, so that a process that was paused does not go on.
 */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeliveryRecord, QueuedDelivery } from '../store/deliveries.ts';
import {
  claimEgress,
  EGRESS_LEASE_MS,
  type EgressEnd,
  type EgressLease,
  endEgress,
  renewEgress,
} from '../store/egress-leases.ts';
import { createBatcher } from './batcher.ts';
import { persist } from './persist.ts';

const CLAIMS = { limit: 200 };
/** What was sent is written down a little later: no citizen waits for that. */
const ENDS = { limit: 200, spacing: { spacingMs: 20, busySpacingMs: 40 } };
const RENEWAL_MS = EGRESS_LEASE_MS / 3;

export interface EgressClaim {
  readonly queued: readonly QueuedDelivery[];
  /** False once the lease may be somebody else's. */
  isHeld(): boolean;
  /** Writes what is left to write, and gives the lease back; whether there is more to send by now. */
  end(record: DeliveryRecord | undefined): Promise<boolean>;
}

export interface EgressLeases extends Disposable {
  /** Undefined when somebody else has the conversation, and so takes care of it. */
  claim(conversationId: string): Promise<EgressClaim | undefined>;
}

interface Held extends EgressLease {
  validUntil: number;
}

export function openLeases(database: Database, channel: string, log: Log, stop: AbortSignal): EgressLeases {
  const held = new Set<Held>();

  const claims = createBatcher<string, EgressClaim | undefined>(async (ids) => {
    const owner = crypto.randomUUID();
    // From before the server was asked: its lease ends no sooner.
    const validUntil = performance.now() + EGRESS_LEASE_MS;
    const granted = await claimEgress(database, [...new Set(ids)], owner, channel);
    return ids.map((conversationId, index) => {
      const queued = granted.get(conversationId);
      if (!queued || ids.indexOf(conversationId) !== index) return undefined;
      return toClaim({ conversationId, owner, validUntil }, queued);
    });
  }, CLAIMS);

  const ends = createBatcher<EgressEnd, boolean>(async (all) => {
    const waiting = await persist(() => endEgress(database, all, channel), log, stop);
    return all.map((end) => waiting.has(end.conversationId));
  }, ENDS);

  function toClaim(lease: Held, queued: readonly QueuedDelivery[]): EgressClaim {
    held.add(lease);
    const { conversationId, owner } = lease;
    return {
      queued,
      isHeld: () => performance.now() < lease.validUntil,
      // Held, and renewed, until that is written: else the next sender might begin before.
      end: (record) => ends.add({ conversationId, owner, record }).finally(() => held.delete(lease)),
    };
  }

  async function renew(): Promise<void> {
    const now = performance.now();
    // Most are given back long before they are due for this.
    const due = [...held].filter((lease) => lease.validUntil - now < EGRESS_LEASE_MS - RENEWAL_MS);
    if (due.length === 0) return;
    for (const lease of await renewEgress(database, due)) lease.validUntil = now + EGRESS_LEASE_MS;
  }
  const renewal = setInterval(() => {
    renew().catch((error: unknown) => {
      log.warn({ error: describeError(error) }, 'leases were not renewed');
    });
  }, RENEWAL_MS);
  renewal.unref();
  return { claim: claims.add, [Symbol.dispose]: () => clearInterval(renewal) };
}
