/** The published schemas of Compose and Kubernetes, from npm packages that carry them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { JsonObject } from '../../src/json.ts';
import { type Manifest, ROOT } from './manifests.ts';

/** What is wrong with a compose file by the Compose Specification's JSON schema; [] when nothing is. */
export function checkCompose(compose: JsonObject): string[] {
  // dclint carries the specification's schema as it was published.
  const path = new URL('schemas/compose.schema.json', import.meta.resolve('dclint/package.json'));
  const schema = JSON.parse(readFileSync(fileURLToPath(path), 'utf8')) as JsonObject;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  // Its dialect is draft 07, named by the address that is not the official one.
  const { $schema: _, ...rules } = schema;
  if (ajv.validate(rules, compose)) return [];
  return (ajv.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const moduleOf = ({ apiVersion, kind }: Manifest): string => `kubernetes-models/${apiVersion}/${kind}`;

interface Model {
  /** @throws Error with what is wrong by the API's OpenAPI schema: types, formats, required fields */
  validate(): void;
}

async function checkBySchema(manifest: Manifest): Promise<string[]> {
  const models = (await import(moduleOf(manifest))) as Record<string, new (data: Manifest) => Model>;
  const model = models[manifest.kind];
  if (model === undefined) return [`${manifest.apiVersion} has no ${manifest.kind}`];
  try {
    new model(manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata.name}: ${String(error)}`];
  }
}

/** The schema's own types, and the compiler's rule that a literal has no unknown fields. */
function checkFields(manifests: readonly Manifest[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'guiche-manifests-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const constants = manifests.map(
      (manifest, index) =>
        `export const ${manifest.kind}_${index}: import('${moduleOf(manifest)}').I${manifest.kind} = ${JSON.stringify(manifest)};`,
    );
    writeFileSync(join(folder, 'manifests.ts'), constants.join('\n'));
    const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['manifests.ts'] }),
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, '--pretty', 'false', '-p', folder], {
      encoding: 'utf8',
    });
    return status === 0 ? [] : stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is wrong with the manifests by the Kubernetes API, unknown fields included; [] when nothing is. */
export async function checkManifests(manifests: readonly Manifest[]): Promise<string[]> {
  const bySchema = await Promise.all(manifests.map(checkBySchema));
  return [...bySchema.flat(), ...checkFields(manifests)];
}
