/**
 * `npm test [-- part-of-a-file-name …]`: names the programs this machine lacks and the command that
 * brings each, then has `helpers/test-process.ts` run the test files. Under CI=true a missing
 * program, like a skipped test, is an error.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { findCompiler, findCurl, findOpenssl, findPython, findSpin } from './helpers/programs.ts';
import { findChromium, findPostgres, findRedis } from './helpers/servers.ts';

const PROGRAMS = [
  { name: 'redis-server', find: findRedis, tests: 'tests on Redis', debianPackage: 'redis-server' },
  {
    name: 'postgres',
    find: findPostgres,
    tests: 'tests on a PostgreSQL server',
    debianPackage: 'postgresql',
  },
  { name: 'chromium', find: findChromium, tests: 'tests in a browser', debianPackage: 'chromium' },
  { name: 'spin', find: findSpin, tests: 'the check of the model', debianPackage: 'spin' },
  { name: 'gcc', find: findCompiler, tests: 'the check of the model', debianPackage: 'gcc libc6-dev' },
  { name: 'curl', find: findCurl, tests: 'the curl example', debianPackage: 'curl' },
  { name: 'openssl', find: findOpenssl, tests: 'the curl example', debianPackage: 'openssl' },
  { name: 'python3', find: findPython, tests: 'the external agent', debianPackage: 'python3' },
] as const;

const missing = PROGRAMS.filter((program) => program.find() === undefined);
const underCi = process.env['CI'] === 'true';
for (const { name, tests, debianPackage } of missing) {
  const effect = underCi ? `${tests} cannot run, and CI skips nothing` : `skipping ${tests}`;
  console.error(`${name} not found: ${effect}. To have it: apt-get install --yes ${debianPackage}`);
}
if (underCi && missing.length > 0) process.exit(1);

// A process group of its own, so that a signal reaches the servers that the tests started, too.
const tests = fork(new URL('helpers/test-process.ts', import.meta.url), process.argv.slice(2), {
  cwd: new URL('..', import.meta.url),
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const killGroup = () => {
  try {
    if (tests.pid !== undefined) process.kill(-tests.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, killGroup);
const [code] = (await once(tests, 'exit')) as [number | null];
killGroup();
process.exitCode = code ?? 1;
