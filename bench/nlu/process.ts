/** One recognizer and one corpus in a process of its own, so that memory is its own: prints its figures. */
import { DEFAULT_LOCALE } from '../../src/locale.ts';
import { RECOGNIZER_KINDS } from '../../src/recognizers/kinds.ts';
import { percentile, round } from '../parts/figures.ts';
import { type CorpusName, readCorpus } from './phrases.ts';

const WARM_UP = 2_000;
const BYTES_IN_MEBIBYTE = 1_048_576;
const locale = DEFAULT_LOCALE;

const [kindName = '', corpusName = '', seconds = ''] = process.argv.slice(2);
const kind = RECOGNIZER_KINDS[kindName as keyof typeof RECOGNIZER_KINDS];
const examples = await readCorpus(corpusName as CorpusName);

const trainedAt = performance.now();
const model = await kind.train(examples, { locale });
const trainMs = performance.now() - trainedAt;
const loadedAt = performance.now();
const recognizer = await kind.load(model, 'bench');
const loadMs = performance.now() - loadedAt;

const ask = (n: number) =>
  recognizer.recognize(`${examples[n % examples.length]?.text} por favor`, { locale });
for (let n = 0; n < WARM_UP; n++) await ask(n);
const times: number[] = [];
const startedAt = performance.now();
const cpu = process.cpuUsage();
for (let n = 0; performance.now() - startedAt < Number(seconds) * 1_000; n++) {
  const askedAt = performance.now();
  await ask(n);
  times.push(performance.now() - askedAt);
}
const { user, system } = process.cpuUsage(cpu);
times.sort((one, other) => one - other);
process.stdout.write(
  JSON.stringify({
    trainMs: Math.round(trainMs),
    loadMs: round(loadMs),
    perSecond: Math.round(times.length / Number(seconds)),
    cpuMsPerText: Math.round(user + system) / 1_000 / times.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    rssMb: Math.round(process.memoryUsage().rss / BYTES_IN_MEBIBYTE),
    modelBytes: model.byteLength,
  }),
);
