/** The model servers that the settings name, as one model. */
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createModelPool, type ModelPool, type PoolOptions } from '../models/pool.ts';
import type { Settings } from '../settings.ts';

/** The roles that ask a model. */
const ASKING: ReadonlySet<string> = new Set(['nlu', 'agents']);

/** Undefined where no model server is set, or this process asks none. */
export function openModel(settings: Settings, log: Log, metrics: Metrics): ModelPool | undefined {
  const { LLM_URL, LLM_MODEL, LLM_API_KEY, LLM_FALLBACK_URL } = settings;
  if (!LLM_URL || !LLM_MODEL || !settings.ROLES.some((role) => ASKING.has(role))) return undefined;
  const primary: PoolOptions = { name: 'primary', urls: LLM_URL, model: LLM_MODEL, apiKey: LLM_API_KEY };
  const fallback: PoolOptions = {
    name: 'fallback',
    urls: LLM_FALLBACK_URL ?? [],
    model: settings.LLM_FALLBACK_MODEL ?? LLM_MODEL,
    apiKey: settings.LLM_FALLBACK_API_KEY ?? LLM_API_KEY,
  };
  const pool = createModelPool({
    pools: LLM_FALLBACK_URL ? [primary, fallback] : [primary],
    firstTokenTimeoutMs: settings.LLM_FIRST_TOKEN_MS,
    budgetMs: settings.LLM_ANSWER_MS,
    log,
    onAttempt: metrics.modelAnswered,
  });
  metrics.watchModel(pool.states);
  return pool;
}
