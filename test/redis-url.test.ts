/** Where Redis is: what REDIS_URL may say, and what is answered to what it may not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AssistantError } from '../src/errors.ts';
import { parseRedisUrl } from '../src/streams/redis-url.ts';

const none = { tls: false, username: undefined, password: undefined };

describe('REDIS_URL', () => {
  it('names one server', () => {
    for (const url of ['redis://host', 'redis://:secret@host:6380/2', 'rediss://user:secret@host'])
      assert.deepEqual(parseRedisUrl(url), { kind: 'server', url });
  });

  it('names the Sentinels and the master they watch', () => {
    const sentinel = {
      ...none,
      kind: 'sentinel',
      db: 0,
      sentinelUsername: undefined,
      sentinelPassword: undefined,
    };
    assert.deepEqual(parseRedisUrl('redis+sentinel://a:26380,b,[::1]:7/main'), {
      ...sentinel,
      sentinels: [
        { host: 'a', port: 26_380 },
        { host: 'b', port: 26_379 },
        { host: '::1', port: 7 },
      ],
      master: 'main',
    });
    assert.deepEqual(
      parseRedisUrl('rediss+sentinel://user:p%40ss@a/main?db=3&sentinelUsername=u&sentinelPassword=p'),
      {
        ...sentinel,
        tls: true,
        username: 'user',
        password: 'p@ss',
        sentinels: [{ host: 'a', port: 26_379 }],
        master: 'main',
        db: 3,
        sentinelUsername: 'u',
        sentinelPassword: 'p',
      },
    );
  });

  it('names nodes of a Cluster', () => {
    assert.deepEqual(parseRedisUrl('redis+cluster://:secret@a:7000,b'), {
      ...none,
      password: 'secret',
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7_000 },
        { host: 'b', port: 6_379 },
      ],
    });
  });

  it('keeps any user name and password that is percent-encoded', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (username, password) => {
          const access = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
          const place = parseRedisUrl(`redis+cluster://${access}@a,b`);
          assert.deepEqual(place.kind === 'cluster' && [place.username, place.password], [
            username,
            password,
          ]);
        },
      ),
    );
  });

  const refused: readonly (readonly [url: string, sentence: RegExp])[] = [
    ['', /must be redis:/],
    ['host:6379', /must be redis:/],
    ['http://host', /must be redis:/],
    ['redis+swarm://host', /must be redis:/],
    ['redis://host:port', /must be redis:/],
    ['redis+cluster://:hush#hush@a', /must be redis:/],
    ['redis+sentinel://a:26379,b:26379', /followed by the name of the master/],
    ['redis+sentinel://a/', /followed by the name of the master/],
    ['redis+sentinel://a/one/two', /followed by the name of the master/],
    ['redis+sentinel://a:99999/main', /"a:99999" is not a host/],
    ['redis+sentinel://a:0/main', /"a:0" is not a host/],
    ['redis+sentinel://a,/main', /"" is not a host/],
    ['redis+sentinel:///main', /"" is not a host/],
    ['redis+cluster://a, b', /" b" is not a host/],
    ['redis+sentinel://a/main?db=one', /db must be a number/],
    ['redis+sentinel://a/main?timeout=1', /not "timeout"/],
    ['redis+cluster://a/1', /nothing follows/],
    ['redis+cluster://a?db=1', /nothing follows/],
    ['redis+cluster://:hu%sh@a', /% .* %25/],
    ['redis+cluster://:hush/hush@a', /percent-encoded/],
    ['redis+sentinel://:hush?hush@a/main', /percent-encoded/],
  ];
  for (const [url, sentence] of refused) {
    it(`is refused as "${url}", in words that hold no password`, () => {
      assert.throws(
        () => parseRedisUrl(url),
        (error) =>
          error instanceof AssistantError &&
          error.code === 'configuration' &&
          sentence.test(error.message) &&
          !error.message.includes('hu'),
      );
    });
  }
});
