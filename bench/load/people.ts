/**
 * People who write one message at a time and know what they must hear: each reply exactly once, with
 * the dialog's words, and in order.
 */
import { answerTo } from './script.ts';

/** The body of a webhook towards the provider. */
export interface Heard {
  readonly id: string;
  readonly to: string;
  readonly protocolNumber: string;
  readonly seq: number;
  readonly text: string;
}

interface Waiting {
  readonly text: string;
  readonly onReply: () => void;
}

/** Coprime to every number of people used, so that neighbours in time are far apart in the tables. */
const STRIDE = 618_033_989;

export type People = ReturnType<typeof createPeople>;

export function createPeople(count: number) {
  const waiting = new Map<string, Waiting>();
  const lastSeqs = new Map<string, number>();
  const keys = new Set<string>();
  const verdict = { answered: 0, doubled: 0, wrong: 0, misordered: 0 };
  let turn = 0;

  return {
    verdict,
    /** Somebody who waits for nothing. */
    next(): string {
      for (let tries = 0; tries < count; tries++) {
        const address = `pessoa-${(turn++ * STRIDE) % count}`;
        if (!waiting.has(address)) return address;
      }
      throw new Error('everybody waits for a reply: more people are needed');
    },
    await: (address: string, text: string, onReply: () => void) => waiting.set(address, { text, onReply }),
    /** Their message was not taken: nobody will answer it. */
    forget: (address: string) => waiting.delete(address),
    waitingCount: () => waiting.size,
    hear({ id, to, protocolNumber, seq, text }: Heard): void {
      const expected = waiting.get(to);
      if (keys.has(id) || expected === undefined) {
        verdict.doubled++;
        return;
      }
      keys.add(id);
      waiting.delete(to);
      const said = answerTo(expected.text, protocolNumber);
      if (said.type !== 'message' || said.text !== text) verdict.wrong++;
      if (seq <= (lastSeqs.get(to) ?? 0)) verdict.misordered++;
      lastSeqs.set(to, seq);
      verdict.answered++;
      expected.onReply();
    },
  };
}
