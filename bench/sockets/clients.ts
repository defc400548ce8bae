/** A process that holds widgets. Ends with its parent. */
import { describeError } from '../../src/errors.ts';
import { TEXTS } from '../load/script.ts';
import type { Command, Counts, Report } from './protocol.ts';
import { createWidget, type Widget } from './widget.ts';

/** Pages that open, and people who greet, at once. */
const AT_ONCE = 100;

const widgets: Widget[] = [];
let isWriting = false;
let writing: Promise<unknown> = Promise.resolve();

const textOf = (index: number): string => TEXTS[index % TEXTS.length] ?? '';

async function forAll(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function writeOn(widget: Widget, from: number): Promise<void> {
  for (let index = from; isWriting; index++) await widget.say(textOf(index));
}

function count(): Counts {
  const all = widgets.map((widget) => ({ ...widget.state, ...widget.counts() }));
  const sum = (of: (each: (typeof all)[number]) => number) =>
    all.reduce((total, each) => total + of(each), 0);
  return {
    synced: sum((each) => Number(each.synced)),
    working: sum((each) => Number(each.working)),
    partial: sum((each) => Number(each.partialAt > 0)),
    lastPartialAt: all.reduce((latest, each) => Math.max(latest, each.partialAt), 0),
    written: sum((each) => each.written),
    acknowledged: sum((each) => each.acknowledged),
    answered: sum((each) => each.answered),
    doubled: sum((each) => each.doubled),
  };
}

async function obey(command: Command): Promise<Report> {
  if (command.type === 'count') return { type: 'counted', counts: count() };
  if (command.type === 'connect') {
    await forAll(command.count, async () => {
      const widget = createWidget(command.url);
      widgets.push(widget);
      await widget.synced();
    });
  }
  if (command.type === 'greet') {
    await forAll(widgets.length, async (index) => widgets[index]?.say(textOf(index)));
  }
  if (command.type === 'write') {
    isWriting = true;
    writing = Promise.all(widgets.slice(0, command.writers).map(writeOn));
  }
  if (command.type === 'stop-writing') {
    isWriting = false;
    await writing;
  }
  return { type: 'done' };
}

const report = (message: Report): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));
process.on('message', (command: Command) => {
  obey(command).then(report, (error: unknown) => report({ type: 'failed', reason: describeError(error) }));
});
