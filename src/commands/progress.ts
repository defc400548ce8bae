/** How far a long run is: a bar in a terminal, a line every few seconds elsewhere. On the other stream, beside the result. */
import { Presets, SingleBar } from 'cli-progress';
import { toLine } from '../authoring/table.ts';

const EVERY_MS = 10_000;
const FORMAT = '{step} [{bar}] {value} of {total}, {eta_formatted} left';

/** What is done at the moment, in a word, and how far. */
export type Show = (step: string, done: number, total: number, place: string) => void;

export interface Progress extends Disposable {
  readonly show: Show;
}

function createBar(): Progress {
  let bar: SingleBar | undefined;
  let current: string | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    show(step, done, total) {
      if (step !== current) stop();
      current = step;
      if (!bar) {
        bar = new SingleBar({ format: FORMAT, hideCursor: true, etaBuffer: 100 }, Presets.shades_classic);
        bar.start(total, done, { step });
      }
      bar.setTotal(total);
      bar.update(done);
    },
    [Symbol.dispose]: stop,
  };
}

function createLines(): Progress {
  let last = performance.now();
  return {
    show(step, done, total, place) {
      if (performance.now() - last < EVERY_MS) return;
      last = performance.now();
      process.stderr.write(`${step}: ${done} of ${total}, ${toLine(place)}\n`);
    },
    [Symbol.dispose]: () => undefined,
  };
}

export const createProgress = (): Progress => (process.stderr.isTTY ? createBar() : createLines());
