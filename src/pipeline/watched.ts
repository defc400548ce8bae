/** Parts of the house that tell what is done with them, for authors who watch. */
import { describeError } from '../errors.ts';
import type { KnowledgeSearch, SearchOptions } from '../knowledge.ts';
import type { Model, ModelReport } from '../model.ts';
import type { TrialStep } from '../trial.ts';

export type Tell = (step: TrialStep) => void;

/** Reading is slower than that. */
const WRITTEN_EVERY_MS = 100;

export const since = (startedAt: number): number => Math.round((performance.now() - startedAt) * 10) / 10;

/** Tells what it finds; the filters go before the asker's own. */
export function watchKnowledge(
  knowledge: KnowledgeSearch,
  filters: SearchOptions,
  tell: Tell,
): KnowledgeSearch {
  return {
    readPassage: (passageId, audience) => knowledge.readPassage(passageId, filters.audience ?? audience),
    async search(question, options = {}) {
      const startedAt = performance.now();
      const passages = await knowledge.search(question, { ...options, ...filters });
      const { earlier = [] } = options;
      tell({ step: 'searched', question, earlier, passages, tookMs: since(startedAt) });
      return passages;
    },
  };
}

/** Tells what more was written, ten times a second at most. */
function createWriter(tell: Tell) {
  let text = '';
  let toldAt = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (text !== '') tell({ step: 'written', text });
    text = '';
    toldAt = performance.now();
  };
  return {
    flush,
    write(piece: string) {
      text += piece;
      if (performance.now() - toldAt >= WRITTEN_EVERY_MS) flush();
    },
  };
}

/** Tells what it is told, and what it writes. */
export function watchModel(model: Model, tell: Tell): Model {
  return {
    name: model.name,
    async *stream(request) {
      const startedAt = performance.now();
      const writer = createWriter(tell);
      const end = (report: ModelReport | null, error: string | null) => {
        writer.flush();
        tell({ step: 'model-ended', tookMs: since(startedAt), report, error });
      };
      const restart = () => {
        const agreed = request.restart?.() ?? false;
        writer.flush();
        if (agreed) tell({ step: 'restarted' });
        return agreed;
      };
      tell({ step: 'prompted', messages: request.messages });
      let report: ModelReport | null = null;
      let error: string | null = null;
      const pieces = model.stream(request.restart ? { ...request, restart } : request);
      try {
        report = yield* tellPieces(pieces, writer.write);
        return report;
      } catch (thrown) {
        error = describeError(thrown);
        throw thrown;
      } finally {
        end(report, error);
      }
    },
  };
}

async function* tellPieces(pieces: ReturnType<Model['stream']>, write: (piece: string) => void) {
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done) return next.value;
      write(next.value);
      yield next.value;
    }
  } finally {
    // Whoever stops reading closes the request at the server.
    await pieces.return(undefined as never);
  }
}
