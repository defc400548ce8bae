/** docker-compose.yml, rendered and held against its published schema; and whether it, the Dockerfile and k8s/ agree. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import packageJson from '../package.json' with { type: 'json' };
import { ROLES, readSettings } from '../src/settings.ts';
import {
  containerOf,
  listPods,
  readDockerfile,
  readImageEnvironment,
  readText,
  renderCompose,
  renderKustomization,
} from './helpers/manifests.ts';
import { checkCompose } from './helpers/schemas.ts';
import { SETTINGS } from './helpers/settings.ts';

const SECRETS = {
  POSTGRES_PASSWORD: 'a1',
  REDIS_PASSWORD: 'b2',
  SESSION_SECRET: 'c3'.repeat(16),
  METRICS_TOKEN: 'd4',
  OPERATOR_TOKEN: 'e5',
};

interface ComposeContainer {
  readonly entrypoint?: readonly string[];
  readonly image: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
}

const servicesOf = (variables: Readonly<Record<string, string>>) =>
  Object.entries(renderCompose(variables)['services'] as unknown as Record<string, ComposeContainer>);
const services = servicesOf(SECRETS);
const assistants = services.filter(([, service]) => service.image.startsWith('guiche:'));

const withGpu = renderKustomization('k8s/overlays/gpu-fallback');
const imageEnvironment = readImageEnvironment();

describe('compose file', () => {
  it('fits the Compose Specification, which has no unknown keys', () => {
    const compose = renderCompose(SECRETS);
    assert.deepEqual(checkCompose(compose), []);
    assert.equal(checkCompose({ ...compose, servces: {} }).length, 1);
  });

  for (const name of Object.keys(SECRETS)) {
    it(`starts nothing without ${name}, and says what to do`, () => {
      assert.throws(() => renderCompose({ ...SECRETS, [name]: '' }), { message: new RegExp(`^set ${name}`) });
    });
  }

  it('has a service for each role, with settings that the program takes', () => {
    for (const role of ROLES) {
      const [, service] = services.find(([name]) => name === role) ?? [];
      assert.ok(service, role);
      assert.deepEqual(readSettings({ ...imageEnvironment, ...service.environment }).ROLES, [role]);
    }
  });

  it('tells the program nothing that is not a setting', () => {
    for (const [name, { environment }] of assistants) {
      for (const key of Object.keys(environment ?? {})) assert.ok(SETTINGS.has(key), `${name}: ${key}`);
    }
  });

  it('publishes the gateway, on this machine only, and nothing else', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined);
    assert.deepEqual(
      published.map(([name, { ports }]) => [name, ports]),
      [['gateway', [`127.0.0.1:3000:${imageEnvironment['PORT']}`]]],
    );
  });

  it('starts a model server only when asked for one', () => {
    const optional = services.filter(([, { profiles }]) => profiles !== undefined);
    assert.deepEqual(
      optional.map(([name, { profiles }]) => [name, profiles]),
      [
        ['vllm', ['gpu']],
        ['vllm-fp16', ['gpu']],
        ['vllm-embeddings', ['gpu']],
      ],
    );
  });

  it('leaves memory of each GPU for what else runs there', () => {
    const shares = services.flatMap(([, { command }]) =>
      (command ?? []).flatMap((word) => /^--gpu-memory-utilization=(.+)$/.exec(word)?.[1] ?? []),
    );
    assert.equal(shares.length, 3);
    assert.ok(shares.reduce((sum, share) => sum + Number(share), 0) <= 0.85);
  });

  it('serves the models under the names that docs/vllm.md sets', () => {
    const page = readText('docs/vllm.md');
    const settings = Object.fromEntries(
      [...page.matchAll(/^ {4}((?:LLM|EMBEDDINGS)_[A-Z_]+)=(\S+)$/gm)].map(([, name = '', value]) => [
        name,
        value,
      ]),
    );
    const { LLM_URL, LLM_FALLBACK_URL } = readSettings(settings);
    const served = (url: string | undefined) =>
      services
        .find(([name]) => name === new URL(url ?? '').hostname)?.[1]
        .command?.find((word) => word.startsWith('--served-model-name='))
        ?.slice('--served-model-name='.length);
    assert.equal(served(LLM_URL?.[0]), settings['LLM_MODEL']);
    assert.equal(served(LLM_FALLBACK_URL?.[0]), settings['LLM_FALLBACK_MODEL']);
    assert.equal(served(settings['EMBEDDINGS_URL']), settings['EMBEDDINGS_MODEL']);
  });
});

describe('image, compose file and manifests', () => {
  it('agree on the images', () => {
    const servers = (names: readonly string[]) =>
      services.filter(([name]) => names.includes(name)).map(([, { image }]) => image);
    const inCluster = (names: readonly string[]) =>
      listPods(withGpu)
        .filter(({ name }) => names.includes(name))
        .map(({ pod }) => containerOf(pod).image);
    const names = ['postgres', 'redis', 'vllm', 'vllm-fp16'];
    assert.deepEqual(servers(names).toSorted(), inCluster(names).toSorted());
    const tags = [...assistants.map(([, { image }]) => image), ...inCluster([...ROLES, 'migrate'])];
    assert.equal(tags.length, 2 * (ROLES.length + 1));
    for (const image of tags) assert.ok(image?.endsWith(`guiche:${packageJson.version}`), image);
  });

  it('agree on the command that applies the migrations', () => {
    const [, composed] = services.find(([name]) => name === 'migrate') ?? [];
    const job = listPods(withGpu).find(({ name }) => name === 'migrate');
    assert.ok(composed && job);
    for (const command of [composed.entrypoint, containerOf(job.pod).command]) {
      assert.equal(command?.join(' '), packageJson.scripts.migrate);
    }
  });

  it('agree on the port', () => {
    const port = imageEnvironment['PORT'];
    assert.deepEqual(
      readDockerfile().filter(({ instruction }) => instruction === 'EXPOSE'),
      [{ instruction: 'EXPOSE', value: port }],
    );
    for (const { name, pod } of listPods(withGpu)) {
      const ports = containerOf(pod).ports?.map(({ containerPort }) => String(containerPort));
      if (ROLES.some((role) => role === name)) assert.deepEqual(ports, [port], name);
    }
  });

  it('agree on who runs it', () => {
    const user = readDockerfile().find(({ instruction }) => instruction === 'USER')?.value;
    for (const { labels, pod } of listPods(withGpu)) {
      if (labels['app.kubernetes.io/name'] !== 'guiche') continue;
      assert.equal(`${pod.securityContext?.runAsUser}:${pod.securityContext?.runAsGroup}`, user);
    }
    assert.match(readText('docker-compose.yml'), /\/data:uid=1000,gid=1000,mode=0700/);
  });
});
