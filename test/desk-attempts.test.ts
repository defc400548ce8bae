/** How often somebody may try to sign in, over several processes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openAttempts } from '../src/accounts/attempts.ts';
import { createLog } from '../src/log.ts';
import { connectRedis } from '../src/streams/redis-connection.ts';
import { findRedis, startRedis } from './helpers/servers.ts';

const HERE = '203.0.113.7';
const TOO_MANY = { code: 'too-many-attempts' };

describe('attempts to sign in', () => {
  it('are counted for login and network together: a colleague elsewhere is not locked out', async () => {
    await using attempts = openAttempts(undefined);
    for (let count = 0; count < 10; count += 1) await attempts.begin('Ana', HERE);
    await assert.rejects(attempts.begin('ana', HERE), TOO_MANY);
    await attempts.begin('ana', '198.51.100.1');
    await attempts.begin('bia', HERE);
  });

  it('of one login from everywhere end at a hundred, and of an IPv6 house count together', async () => {
    await using attempts = openAttempts(undefined);
    for (let count = 0; count < 100; count += 1) await attempts.begin('ana', `198.51.100.${count}`);
    await assert.rejects(attempts.begin('ana', HERE), TOO_MANY);
    for (let count = 0; count < 10; count += 1)
      await attempts.begin('bia', count % 2 === 0 ? `2001:db8::${count}` : `2001:db8:0:0:1:2:3:${count}`);
    await assert.rejects(attempts.begin('bia', '2001:db8::ffff:0:0:1'), TOO_MANY);
    await attempts.begin('bia', '2001:db8:0:1::1');
  });

  it('that succeed are not counted', async () => {
    await using attempts = openAttempts(undefined);
    for (let count = 0; count < 300; count += 1) {
      await attempts.begin('ana', HERE);
      if (count % 2 === 0) await attempts.succeed('ana', HERE);
      else await attempts.takeBack('ana', HERE);
    }
  });

  it('are counted for all processes in Redis', {
    skip: !findRedis() && 'redis-server is not installed',
  }, async () => {
    await using redis = await startRedis();
    const open = async () => openAttempts(await connectRedis(redis.url, createLog('silent')));
    await using one = await open();
    await using other = await open();
    for (let count = 0; count < 5; count += 1) {
      await one.begin('ana', HERE);
      await other.begin('ana', HERE);
    }
    await assert.rejects(one.begin('ana', HERE), TOO_MANY);
    await assert.rejects(other.begin('ana', HERE), TOO_MANY);
  });
});
