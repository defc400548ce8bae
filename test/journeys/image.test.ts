/**
 * What the Dockerfile puts together, without a container engine: the program runs from the files
 * that .dockerignore lets in and the packages that are not for development, with the image's
 * environment, a role at a time, on real servers.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { ROLES } from '../../src/settings.ts';
import { ROOT, readDockerfile, readImageEnvironment, readText } from '../helpers/manifests.ts';
import {
  findPostgres,
  findRedis,
  freePort,
  startPostgres,
  startRedis,
  type TestServer,
  until,
} from '../helpers/servers.ts';

/** How long an orchestrator waits after SIGTERM, by docker-compose.yml and k8s/. */
const STOP_WITHIN_MS = 10_000;
const START_WITHIN_MS = 30_000;

const missing = findRedis() === undefined || findPostgres() === undefined;

function buildFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiche-image-'));
  const admitted = readText('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  for (const name of admitted) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const { packages } = JSON.parse(readText('package-lock.json')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    const isTopLevel = path.lastIndexOf('node_modules/') === 0;
    if (!isTopLevel || dev || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, path));
  }
  return folder;
}

/** Name and time of change of each file of ours. */
const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('node_modules'))
    .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
    .toSorted();

const imageEnvironment = readImageEnvironment();
const entrypoint = JSON.parse(
  readDockerfile().find(({ instruction }) => instruction === 'ENTRYPOINT')?.value ?? '',
) as string[];

describe('the image’s content', { skip: missing && 'needs redis-server and postgres' }, () => {
  let folder: string;
  let dataFolder: string;
  let redis: TestServer;
  let postgres: TestServer;
  let files: string[];

  before(async () => {
    folder = buildFolder();
    dataFolder = mkdtempSync(join(tmpdir(), 'guiche-data-'));
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    files = listFiles(folder);
  });
  after(async () => {
    await Promise.all([redis[Symbol.asyncDispose](), postgres[Symbol.asyncDispose]()]);
    for (const path of [folder, dataFolder]) rmSync(path, { recursive: true });
  });

  function start(variables: Readonly<Record<string, string>>, command: readonly string[] = entrypoint) {
    const child = spawn(process.execPath, command.slice(1), {
      cwd: folder,
      env: { ...imageEnvironment, HOST: '127.0.0.1', DATA_DIR: dataFolder, ...variables },
    });
    let printed = '';
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    child.on('exit', () => process.off('exit', kill));
    return { child, printed: () => printed, [Symbol.dispose]: kill };
  }
  const servers = () => ({
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SESSION_SECRET: 'for a test of thirty-two characters',
    METRICS_TOKEN: 'for-a-test',
    OPERATOR_TOKEN: 'for-a-test-too',
  });
  const exitCode = async (child: ChildProcess, withinMs: number) => {
    await until(() => child.exitCode !== null || child.signalCode !== null, 'the program to end', withinMs);
    return child.exitCode;
  };

  it('is started by node, as PID 1’s only program', () => assert.equal(entrypoint[0], 'node'));

  it('refuses production without secrets', async () => {
    using program = start({});
    assert.equal(await exitCode(program.child, START_WITHIN_MS), 1, program.printed());
    assert.match(program.printed(), /SESSION_SECRET, METRICS_TOKEN and OPERATOR_TOKEN/);
  });

  it('applies the migrations and ends', async () => {
    using program = start(servers(), packageJson.scripts.migrate.split(' '));
    assert.equal(await exitCode(program.child, START_WITHIN_MS), 0, program.printed());
  });

  for (const role of ROLES) {
    it(`runs ${role}: alive, ready, measured, and gone within ${STOP_WITHIN_MS / 1_000} s of SIGTERM`, async () => {
      const port = await freePort();
      using program = start({ ...servers(), ROLES: role, PORT: String(port) });
      const ask = (path: string, headers = {}) =>
        fetch(`http://127.0.0.1:${port}${path}`, { headers }).catch(() => undefined);
      const ready = async () => {
        assert.equal(program.child.exitCode, null, program.printed());
        return (await ask('/health/ready'))?.status === 200;
      };
      await until(ready, `${role} to be ready`, START_WITHIN_MS);
      assert.equal((await ask('/health/live'))?.status, 200);
      assert.equal((await ask('/metrics'))?.status, 401);
      assert.equal((await ask('/metrics', { authorization: 'Bearer for-a-test' }))?.status, 200);
      program.child.kill('SIGTERM');
      assert.equal(await exitCode(program.child, STOP_WITHIN_MS), 0, program.printed());
    });
  }

  it('writes nothing beside its data, so that the file system can be read-only', () => {
    assert.deepEqual(listFiles(folder), files);
  });
});
