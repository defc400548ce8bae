/** The process that makes the load: the people, and the provider they write through. Ends with its parent. */
import { describeError } from '../../src/errors.ts';
import type { Heard } from './people.ts';
import type { Command, Report } from './protocol.ts';
import { startProvider } from './provider.ts';
import { runLoad } from './run.ts';

const report = (message: Report): void => void process.send?.(message);

let hear: (heard: Heard) => void = () => undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', ({ run }: Command) => {
  const hearThrough = (listener: typeof hear) => {
    hear = listener;
  };
  runLoad(run, hearThrough, (edge) => report({ type: 'window', edge })).then(
    (outcome) => report({ type: 'done', outcome }),
    (error: unknown) => report({ type: 'failed', reason: describeError(error) }),
  );
});
report({ type: 'ready', providerUrl: await startProvider((heard) => hear(heard)) });
