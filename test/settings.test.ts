import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { describeEnvironment } from '../src/commands/env-example.ts';
import { readSettings } from '../src/settings.ts';

describe('settings', () => {
  it('are all in .env.example, as their schemas have them', async () => {
    const kept = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    assert.equal(kept, await describeEnvironment(), 'run: npm run -s env-example > .env.example');
  });

  it('have the fixed defaults', () => {
    const { PORT, HOST, DATA_DIR, ROLES } = readSettings({});
    assert.deepEqual({ PORT, HOST, DATA_DIR }, { PORT: 3000, HOST: '127.0.0.1', DATA_DIR: './data' });
    assert.deepEqual(ROLES, ['gateway', 'nlu', 'dialogue', 'agents']);
  });

  it('count an empty variable as not set', () => {
    assert.equal(readSettings({ PORT: '', DATABASE_URL: ' ' }).PORT, 3000);
  });

  it('take Redis as one server, under Sentinels and as a Cluster, and nothing else', () => {
    const read = (REDIS_URL: string) => readSettings({ DATABASE_URL: 'postgres://x/y', REDIS_URL }).REDIS_URL;
    for (const url of [
      'redis://:secret@host:6379/1',
      'rediss://host',
      'redis+sentinel://a:26379,b:26379/master?db=1',
      'rediss+cluster://user:secret@a:6379,b:6379',
    ])
      assert.equal(read(url), url);
    for (const url of ['host:6379', 'http://host', 'redis+swarm://host', 'redis://a, redis://b'])
      assert.throws(() => read(url), /REDIS_URL: must begin with redis:\/\//);
  });

  it('take one model server or several, and others that stand in for them', () => {
    const LLM_MODEL = 'Qwen';
    const one = readSettings({ LLM_MODEL, LLM_URL: 'http://a:8000/v1' });
    assert.deepEqual([one.LLM_URL, one.LLM_FALLBACK_URL], [['http://a:8000/v1'], undefined]);
    const LLM_URL = 'http://a:8000/v1, https://b.example/v1';
    const several = readSettings({ LLM_MODEL, LLM_URL, LLM_FALLBACK_URL: 'http://c:8000/v1' });
    assert.deepEqual(several.LLM_URL, ['http://a:8000/v1', 'https://b.example/v1']);
    assert.deepEqual(several.LLM_FALLBACK_URL, ['http://c:8000/v1']);
    const refused = (settings: NodeJS.ProcessEnv, says: RegExp) =>
      assert.throws(() => readSettings({ LLM_MODEL, ...settings }), says);
    refused({ LLM_URL: 'http://a/v1,ftp://b' }, /LLM_URL\S*: each address must begin with http/);
    refused({ LLM_URL: 'http://a/v1,,http://b/v1' }, /LLM_URL/);
    refused({ LLM_FALLBACK_URL: 'http://a/v1' }, /LLM_FALLBACK_URL is set without LLM_URL/);
    refused({ LLM_URL: 'http://a/v1', LLM_FALLBACK_URL: 'http://a/v1' }, /cannot stand in for itself/);
  });

  it('name every variable that is wrong at once', () => {
    assert.throws(
      () => readSettings({ PORT: 'x', LLM_URL: 'ftp://x', MESSAGES_PER_MINUTE: '0' }),
      (error: Error) =>
        ['PORT', 'LLM_URL', 'MESSAGES_PER_MINUTE'].every((name) => error.message.includes(name)),
    );
  });
});
