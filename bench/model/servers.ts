/** Model servers in a process of their own, which answer as the question says. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type OpenAiServer, startOpenAiServer } from '../../test/helpers/openai-server.ts';

export const MODEL = 'bench';

/** What stands in a question. */
const script = z.strictObject({
  tokens: z.int(),
  tokenDelayMs: z.int().default(0),
  end: z.enum(['done', 'stall']).default('done'),
});

export const writeScript = (wanted: z.input<typeof script>): string => JSON.stringify(script.parse(wanted));

/** Milliseconds since 1970, with fractions: the same in all processes of a machine. */
export const clock = (): number => performance.timeOrigin + performance.now();

export interface ModelServers extends AsyncDisposable {
  readonly urls: readonly string[];
  /** When a client's leaving was next seen there, by `clock`. */
  nextDisconnect(): Promise<number>;
}

type Report = { readonly urls: readonly string[] } | { readonly disconnectedAt: number };

async function nextReport<K extends string>(
  child: ChildProcess,
  key: K,
): Promise<Report & Record<K, unknown>> {
  for (;;) {
    const [report] = (await once(child, 'message')) as [Report];
    if (key in report) return report as Report & Record<K, unknown>;
  }
}

export async function openModelServers(count: number): Promise<ModelServers> {
  const child = fork(fileURLToPath(import.meta.url), [String(count)]);
  const { urls } = (await nextReport(child, 'urls')) as { urls: readonly string[] };
  return {
    urls,
    nextDisconnect: async () => Number((await nextReport(child, 'disconnectedAt')).disconnectedAt),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function serve(count: number): Promise<void> {
  const tell = (report: Report) => void process.send?.(report);
  process.on('disconnect', () => process.exit(0));
  const onDisconnect = () => tell({ disconnectedAt: clock() });
  const start = () => startOpenAiServer({ model: MODEL, mostRunning: 1_000, onDisconnect });
  const servers: readonly OpenAiServer[] = await Promise.all(Array.from({ length: count }, start));
  for (const server of servers) {
    server.reply(({ messages }) => {
      const { tokens, ...reply } = script.parse(JSON.parse(messages[0]?.content ?? ''));
      return { ...reply, tokens: Array.from({ length: tokens }, () => 'palavra ') };
    });
  }
  tell({ urls: servers.map(({ url }) => url) });
}

if (import.meta.main) await serve(Number(process.argv[2]));
