/** Small programs that tests need beside the servers; whether they are on this machine. */
import { spawnSync } from 'node:child_process';

const runs = (program: string, ...words: readonly string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0;

export const findSpin = (): string | undefined => (runs('spin', '-V') ? 'spin' : undefined);
export const findCurl = (): string | undefined => (runs('curl', '--version') ? 'curl' : undefined);
export const findOpenssl = (): string | undefined => (runs('openssl', 'version') ? 'openssl' : undefined);
export const findPython = (): string | undefined => (runs('python3', '--version') ? 'python3' : undefined);

/** A C compiler together with the C library's headers, which Debian packs apart. */
export const findCompiler = (): string | undefined =>
  runs('gcc', '-E', '-x', 'c', '-include', 'stdio.h', '/dev/null') ? 'gcc' : undefined;
