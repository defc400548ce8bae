/** Spending: what an agent's work took of a model. */
import type { AgentUsage } from '../event.ts';
import type { ModelUsage } from '../model.ts';

/** Of a million tokens, in any one currency. */
export interface ModelPrices {
  readonly input: number;
  readonly output: number;
}

const MILLION = 1_000_000;

/** @param prices undefined where tokens cost nothing, as on a server of one's own */
export function createSpending(prices: ModelPrices | undefined) {
  let total: ModelUsage | undefined;
  return {
    spend({ inputTokens, outputTokens }: ModelUsage): void {
      total = {
        inputTokens: (total?.inputTokens ?? 0) + inputTokens,
        outputTokens: (total?.outputTokens ?? 0) + outputTokens,
      };
    },
    /** Undefined where no model was asked, or it did not say. */
    get usage(): AgentUsage | undefined {
      if (!total || !prices) return total;
      const { inputTokens, outputTokens } = total;
      return { ...total, cost: (inputTokens * prices.input + outputTokens * prices.output) / MILLION };
    },
  };
}
