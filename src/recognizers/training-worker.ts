/** Trains one model in a thread of its own, and posts its bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import { RECOGNIZER_KINDS } from './kinds.ts';
import type { TrainingOrder } from './train-apart.ts';

const { name, examples, locale } = workerData as TrainingOrder;
const kind = Object.values(RECOGNIZER_KINDS).find((each) => each.name === name);
if (!kind) throw new Error(`there is no recognizer ${name}`);
parentPort?.postMessage(await kind.train(examples, { locale }));
