/** Reads what the deployment is described by, and renders it as the real programs would. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { parse, parseAllDocuments } from 'yaml';
import type { Json, JsonObject } from '../../src/json.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/**
 * Compose's interpolation: `${NAME:-default}`, `${NAME:?what to do}`, and `$$` for a dollar.
 * @throws Error with what to do, when a required variable is not given
 */
function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (match, name?: string, operator?: string, rest = '') => {
      if (match === '$$' || name === undefined) return '$';
      const value = variables[name];
      if (value) return value;
      if (operator === '?') throw new Error(rest);
      return rest;
    },
  );
}

/** docker-compose.yml, its anchors followed and its variables filled in. */
export function renderCompose(variables: Readonly<Record<string, string>>): JsonObject {
  const fill = (value: Json): Json => {
    if (typeof value === 'string') return interpolate(value, variables);
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner ?? null)]));
  };
  return fill(parse(readText('docker-compose.yml'), { merge: true })) as JsonObject;
}

export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [key: string]: Json };
}

export const readManifests = (path: string): Manifest[] =>
  parseAllDocuments(readText(path)).map((document) => document.toJS() as Manifest);

/** The parts of kustomize that are in use here; any other is refused rather than passed over. */
interface Kustomization {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  readonly namespace: string;
  readonly resources: readonly string[];
  readonly images?: readonly { name: string; newName?: string; newTag?: string }[];
  readonly patches?: readonly { target: { kind: string; name: string }; patch: string }[];
}

export function readKustomization(folder: string): Kustomization {
  const { apiVersion, kind, namespace, resources, images, patches, ...rest } = parse(
    readText(`${folder}/kustomization.yaml`),
  ) as Kustomization;
  assert.deepEqual(rest, {}, `${folder}: keys that the tests do not render`);
  assert.equal(apiVersion, 'kustomize.config.k8s.io/v1beta1');
  assert.equal(kind, 'Kustomization');
  return { apiVersion, kind, namespace, resources, ...(images && { images }), ...(patches && { patches }) };
}

/** RFC 6902, `add` and `replace` on members of objects. */
function applyPatch(manifest: JsonObject, text: string): void {
  for (const { op, path, value } of parse(text) as { op: string; path: string; value: Json }[]) {
    const keys = path.split('/').slice(1);
    const last = keys.pop() ?? '';
    const parent = keys.reduce<JsonObject>((object, key) => object[key] as JsonObject, manifest);
    assert.ok(op === 'add' || (op === 'replace' && last in parent), `${op} ${path}: nothing to ${op}`);
    Object.assign(parent, { [last]: value });
  }
}

function setImages(value: Json, images: Kustomization['images'] = []): void {
  if (value === null || typeof value !== 'object') return;
  for (const inner of Object.values(value)) setImages(inner ?? null, images);
  if (Array.isArray(value) || !('image' in value)) return;
  const [name, tag] = String(value['image']).split(':');
  const change = images.find((image) => image.name === name);
  if (change === undefined) return;
  const newTag = change.newTag ?? tag;
  Object.assign(value, { image: `${change.newName ?? name}${newTag === undefined ? '' : `:${newTag}`}` });
}

/** What `kubectl kustomize <folder>` prints, in the order of the resources. */
export function renderKustomization(folder: string): Manifest[] {
  const { namespace, resources, images, patches = [] } = readKustomization(folder);
  const manifests = resources.flatMap((resource) => {
    const path = join(folder, resource);
    return resource.endsWith('.yaml') ? readManifests(path) : renderKustomization(path);
  });
  for (const { target, patch } of patches) {
    const found = manifests.filter(
      ({ kind, metadata }) => kind === target.kind && metadata.name === target.name,
    );
    assert.equal(found.length, 1, `${folder}: patches ${target.kind} ${target.name}`);
    for (const manifest of found) applyPatch(manifest, patch);
  }
  for (const manifest of manifests) {
    setImages(manifest, images);
    if (manifest.kind !== 'Namespace') Object.assign(manifest.metadata, { namespace });
  }
  return manifests;
}

/** Every folder below `k8s/` that has a kustomization, and every YAML file beside it. */
export function findKustomizations(): { folder: string; files: string[] }[] {
  const entries = readdirSync(join(ROOT, 'k8s'), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.endsWith('kustomization.yaml'))
    .map((entry) => join('k8s', entry, '..'))
    .map((folder) => ({
      folder,
      files: readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.yaml')),
    }));
}

/** The instructions of the Dockerfile's last stage, continued lines joined. */
export function readDockerfile(): { instruction: string; value: string }[] {
  const lines = readText('Dockerfile')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const instructions = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ instruction: line.split(' ')[0] ?? '', value: line.slice(line.indexOf(' ') + 1) }));
  return instructions.slice(instructions.findLastIndex(({ instruction }) => instruction === 'FROM'));
}

/** The variables that the image sets. */
export const readImageEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    readDockerfile()
      .filter(({ instruction }) => instruction === 'ENV')
      .flatMap(({ value }) => value.split(' ').map((pair) => pair.split('=') as [string, string])),
  );

/** As the kind's own type, which `checkManifests` shows them to be. */
export const ofKind = <T>(kind: string, manifests: readonly Manifest[]): T[] =>
  manifests.filter((manifest) => manifest.kind === kind) as unknown as T[];

export interface Pod {
  /** Of what makes the pod. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: IPodSpec;
}

export const listPods = (manifests: readonly Manifest[]): Pod[] =>
  ['Deployment', 'StatefulSet', 'Job'].flatMap((kind) =>
    ofKind<IDeployment>(kind, manifests).map(({ metadata, spec }) => ({
      name: metadata?.name ?? '',
      labels: spec?.template.metadata?.labels ?? {},
      pod: spec?.template.spec as IPodSpec,
    })),
  );

/** The pod's only container. */
export function containerOf(pod: IPodSpec): IContainer {
  const [container, ...others] = pod.containers;
  assert.ok(container !== undefined && others.length === 0);
  return container;
}
