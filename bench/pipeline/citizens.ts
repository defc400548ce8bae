/** Citizens who write, wait for the reply, and write again: a closed loop with so many in flight. */
import type { Outbound } from '../../src/channel.ts';
import type { House } from './house.ts';
import { CHANNEL } from './house.ts';

export interface Window {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const WORDS = ['bom dia', 'obrigado', 'o que você sabe fazer?', 'oi'];

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;

export function createCitizens() {
  const waiting = new Map<string, () => void>();
  let counter = 0;

  const onDelivered = ({ conversationId }: Outbound): void => {
    waiting.get(conversationId)?.();
    waiting.delete(conversationId);
  };

  async function say(house: House, address: string, text: string): Promise<number> {
    const startedAt = performance.now();
    const externalId = `${address}:${++counter}`;
    const { conversationId } = await house.ingress.receive(CHANNEL, {
      address,
      externalId,
      activity: { type: 'message', text },
    });
    await new Promise<void>((resolve) => waiting.set(conversationId, resolve));
    return performance.now() - startedAt;
  }

  /** @param seconds of measuring, after as long a warm-up */
  async function run(house: House, inFlight: number, seconds: number): Promise<Window> {
    const startAt = performance.now() + seconds * 1_000;
    const endAt = startAt + seconds * 1_000;
    const latencies: number[] = [];
    await Promise.all(
      Array.from({ length: inFlight }, async (_, index) => {
        for (let round = 0; performance.now() < endAt; round++) {
          const latency = await say(house, `citizen-${index}`, WORDS[round % WORDS.length] ?? 'oi');
          if (performance.now() >= startAt && performance.now() < endAt) latencies.push(latency);
        }
      }),
    );
    latencies.sort((one, two) => one - two);
    return {
      perSecond: Math.round(latencies.length / seconds),
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
    };
  }
  return { onDelivered, run };
}
