/** Queues: read at the start, in each process that works for the desk. */
import { readFile } from 'node:fs/promises';
import { ROOT } from '../discover.ts';
import { parseQueueRules } from '../policy/read.ts';
import { parseQueues } from '../policy/read-queues.ts';
import type { Queues } from '../queues.ts';

const POLICY = 'dialogs/policy.yml';
const QUEUES = 'desk/queues.yml';

/** @throws AssistantError `configuration` for queues that cannot be kept, with file, line and reason */
export async function loadQueues(): Promise<Queues> {
  const [policy, queues] = await Promise.all(
    [POLICY, QUEUES].map((path) => readFile(new URL(path, ROOT), 'utf8')),
  );
  return parseQueues(queues ?? '', QUEUES, parseQueueRules(policy ?? '', POLICY));
}
