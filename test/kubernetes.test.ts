/** k8s/: rendered as kustomize does, and held against the published schemas and the program's settings. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { ROLES, readSettings } from '../src/settings.ts';
import {
  containerOf,
  findKustomizations,
  listPods,
  type Manifest,
  ROOT,
  readImageEnvironment,
  readKustomization,
  readManifests,
  renderKustomization,
  ofKind as select,
} from './helpers/manifests.ts';
import { checkManifests } from './helpers/schemas.ts';
import { SETTINGS } from './helpers/settings.ts';

const SECRETS = {
  DATABASE_URL: 'postgres://guiche:a1@postgres:5432/guiche',
  REDIS_URL: 'redis://:b2@redis:6379',
  SESSION_SECRET: 'c3'.repeat(16),
  METRICS_TOKEN: 'd4',
  OPERATOR_TOKEN: 'e5',
};

const production = renderKustomization('k8s/overlays/production');
const withGpu = renderKustomization('k8s/overlays/gpu-fallback');
const imageEnvironment = readImageEnvironment();
const ofKind = <T>(kind: string, manifests: readonly Manifest[] = production): T[] =>
  select<T>(kind, manifests);

describe('Kubernetes manifests', () => {
  it('fit the API, which has no unknown fields', async () => {
    const templates = findKustomizations().flatMap(({ folder, files }) =>
      files
        .filter((file) => file.endsWith('.template.yaml'))
        .flatMap((file) => readManifests(join(folder, file))),
    );
    assert.ok(templates.length > 0);
    assert.deepEqual(await checkManifests([...withGpu, ...templates]), []);
  });

  it('would be refused with a misspelt field, at any depth', async () => {
    const [policy] = structuredClone(ofKind<Manifest>('NetworkPolicy'));
    assert.ok(policy);
    Object.assign(policy['spec'] as object, { podSelector: { matchLabel: {} } });
    assert.match((await checkManifests([policy])).join(), /matchLabel/);
  });

  it('are all listed in a kustomization, but for the templates of secrets', () => {
    for (const { folder, files } of findKustomizations()) {
      const { resources, namespace } = readKustomization(folder);
      const own = files.filter((file) => file !== 'kustomization.yaml' && !file.endsWith('.template.yaml'));
      assert.deepEqual(
        resources.filter((resource) => resource.endsWith('.yaml')).toSorted(),
        own.toSorted(),
        folder,
      );
      for (const resource of resources)
        assert.ok(existsSync(join(ROOT, folder, resource)), `${folder}/${resource}`);
      assert.equal(namespace, 'guiche');
    }
  });

  it('hold no secret value', () => {
    for (const template of ['k8s/base/secret.template.yaml', 'k8s/data/secret.template.yaml']) {
      const [secret] = readManifests(template);
      for (const [key, value] of Object.entries(secret?.['stringData'] as object))
        assert.equal(value, '', key);
    }
    assert.deepEqual(ofKind('Secret', withGpu), []);
  });

  it('run each role with settings that the program takes', () => {
    const [secret] = readManifests('k8s/base/secret.template.yaml');
    const [config] = ofKind<{ data: Record<string, string> }>('ConfigMap', withGpu);
    const shared = { ...config?.data, ...(secret?.['stringData'] as Record<string, string>) };
    for (const key of Object.keys(shared)) assert.ok(SETTINGS.has(key), key);
    for (const role of ROLES) {
      const maker = listPods(withGpu).find(({ name }) => name === role);
      assert.ok(maker, role);
      const own = Object.fromEntries(
        (containerOf(maker.pod).env ?? []).map(({ name, value }) => [name, value]),
      );
      const settings = readSettings({ ...imageEnvironment, ...shared, ...SECRETS, ...own });
      assert.deepEqual(settings.ROLES, [role]);
    }
  });

  it('treat the roles alike, but for their size and the gateway’s way to stop', () => {
    const [first, ...others] = ofKind<IDeployment>('Deployment').map(({ metadata, spec }) => {
      const role = metadata?.name ?? '';
      const copy = structuredClone(spec);
      const container = containerOf(copy?.template.spec as IPodSpec);
      delete container.resources;
      delete container.lifecycle;
      return JSON.stringify(copy).replaceAll(`"${role}"`, '"ROLE"');
    });
    for (const other of others) assert.equal(other, first);
  });

  it('give each role a budget for disruptions and a range to scale in', () => {
    for (const kind of ['PodDisruptionBudget', 'HorizontalPodAutoscaler']) {
      assert.deepEqual(
        ofKind<Manifest>(kind)
          .map(({ metadata }) => metadata.name)
          .toSorted(),
        [...ROLES].toSorted(),
      );
    }
    for (const { metadata, spec } of ofKind<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler')) {
      assert.equal(spec?.scaleTargetRef.name, metadata?.name);
    }
  });

  it('let no pod run as root, write to its image, gain privileges or ask the API', () => {
    for (const { name, pod } of listPods(withGpu)) {
      assert.equal(pod.automountServiceAccountToken, false, name);
      assert.equal(pod.securityContext?.runAsNonRoot, true, name);
      assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault', name);
      const { securityContext, resources } = containerOf(pod);
      assert.equal(securityContext?.readOnlyRootFilesystem, true, name);
      assert.equal(securityContext?.allowPrivilegeEscalation, false, name);
      assert.deepEqual(securityContext?.capabilities, { drop: ['ALL'] }, name);
      assert.ok(resources?.requests?.['memory'] && resources.limits?.['memory'], name);
    }
  });

  it('leave a pod the time it needs to stop', () => {
    for (const role of ROLES) {
      const pod = listPods(production).find(({ name }) => name === role)?.pod;
      assert.ok(pod);
      const pauseSeconds = containerOf(pod).lifecycle?.preStop?.sleep?.seconds ?? 0;
      assert.ok((pod.terminationGracePeriodSeconds ?? 0) > Number(pauseSeconds) + 10, role);
    }
  });

  it('select, route to and scale only what there is', () => {
    const pods = listPods(withGpu);
    const selectors = withGpu.flatMap(({ kind, metadata, spec }) => {
      const { podSelector, selector } = (spec ?? {}) as Record<string, Record<string, unknown>>;
      const labels = kind === 'Service' ? selector : (podSelector ?? selector)?.['matchLabels'];
      return labels === undefined
        ? []
        : [{ name: `${kind} ${metadata.name}`, labels: labels as Record<string, string> }];
    });
    assert.ok(selectors.length > 10);
    for (const { name, labels } of selectors) {
      const matching = pods.filter((pod) =>
        Object.entries(labels).every(([key, value]) => pod.labels[key] === value),
      );
      assert.ok(matching.length > 0, `${name} selects nothing`);
    }
  });

  it('never ask PostgreSQL for more connections than it takes', () => {
    const [config] = ofKind<{ data: Record<string, string> }>('ConfigMap');
    const pool = Number(config?.data['DATABASE_POOL']);
    const autoscalers = ofKind<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler');
    // A rolling update adds a quarter of the pods for a while; the migrations are one process more.
    const processes = autoscalers.reduce(
      (sum, { spec }) => sum + Math.ceil((spec?.maxReplicas ?? 0) * 1.25),
      1,
    );
    const postgres = listPods(production).find(({ name }) => name === 'postgres');
    const limit = Number(/max_connections=(\d+)/.exec(JSON.stringify(postgres?.pod))?.[1]);
    // Three are PostgreSQL's own reserve for its superuser.
    assert.ok(processes * pool <= limit - 3, `${processes} processes x ${pool} > ${limit} - 3`);
  });
});
