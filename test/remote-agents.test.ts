/** Tasks of agents that are programs of their own, over both databases: whose they are, and how they end. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failOverdueTasks, termsOf, watchRemoteTasks } from '../src/pipeline/remote-ends.ts';
import { overDatabases } from './helpers/databases.ts';
import { openRemoteHouse, PASSAGE, says } from './helpers/remote-house.ts';
import { until } from './helpers/servers.ts';

const NOBODY = new AbortController().signal;
const notTheirs = { code: 'superseded' };

overDatabases('agents elsewhere', (database) => {
  it('have each task once, however many ask at however many gateways', async () => {
    await using house = await openRemoteHouse(database());
    const places = Array.from({ length: 24 }, (_, index) => `place ${index}`);
    const taken: string[] = [];
    const work = async (through: typeof house.remote) => {
      while (taken.length < places.length) {
        const task = await through.next(house.name, 300, NOBODY);
        if (!task) continue;
        taken.push(task.taskId);
        await through.answer(house.held(task), says(`sun in ${task.input['place']}`));
      }
    };
    const workers = [house.remote, house.other, house.remote, house.other].map(work);
    const kept = await Promise.all(places.map((place) => house.receive(place)));
    await Promise.all(workers);
    assert.equal(new Set(taken).size, places.length);
    for (const [index, { conversationId }] of kept.entries())
      assert.deepEqual(await house.replies(conversationId, 1), [`sun in ${places[index]}`]);
  });

  it('that wait are woken by the task, without any sweep', async () => {
    await using house = await openRemoteHouse(database());
    const waiting = house.take();
    await house.receive('Vila');
    assert.deepEqual((await waiting).input, { place: 'Vila' });
    assert.equal(await house.remote.next(house.name, 0, NOBODY), undefined);
    const quiet = async () => (await house.shared.stream.depth(`agent:${house.name}`)) === 0;
    await until(quiet, 'no ring to be left');
  });

  it('leave no rings behind, when they never have to wait', async () => {
    await using house = await openRemoteHouse(database());
    for (const place of ['one', 'two', 'three']) await house.receive(place);
    const rung = async () => (await house.shared.stream.depth(`agent:${house.name}`)) === 3;
    await until(rung, 'three rings');
    for (let index = 0; index < 3; index++) await house.remote.next(house.name, 0, NOBODY);
    const quiet = async () => (await house.shared.stream.depth(`agent:${house.name}`)) === 0;
    await until(quiet, 'no ring to be left');
  });

  it('that die are replaced, and may not answer when they come back', async () => {
    await using house = await openRemoteHouse(database(), { leases: { firstMs: 250 } });
    const { conversationId } = await house.receive('Vila');
    const first = await house.take();
    const second = await until(() => house.other.next(house.name, 0, NOBODY), 'the lease to run out');
    assert.equal(second.taskId, first.taskId);
    assert.notEqual(second.lease, first.lease);
    await assert.rejects(house.remote.renew(house.held(first), 0, NOBODY), notTheirs);
    await assert.rejects(house.remote.answer(house.held(first), says('late')), notTheirs);
    await house.other.answer(house.held(second), says('in time'));
    assert.deepEqual(await house.replies(conversationId, 1), ['in time']);
  });

  it('have a task for long only once they have called about it', async () => {
    await using house = await openRemoteHouse(database(), { leases: { firstMs: 1_500 } });
    await house.receive('Vila');
    const task = await house.take();
    assert.equal(task.leaseMs, 1_500, 'the program is told');
    await house.remote.partial(house.held(task), 'looking');
    assert.equal(await house.other.next(house.name, 2_000, NOBODY), undefined);
    await house.remote.answer(house.held(task), says('sun'));
  });

  it('show a text that grows as fast as it can be read, and the newest in any case', async () => {
    await using house = await openRemoteHouse(database());
    const { conversationId } = await house.receive('Vila');
    const [row] = await database().query<{ contact_id: string }>(
      'select contact_id from conversations where id = $1',
      [conversationId],
    );
    const seen: string[] = [];
    await using _seen = await house.shared.live.subscribe(row?.contact_id ?? '', (message) => {
      if (message.type === 'partial') seen.push(message.text);
    });
    const held = house.held(await house.take());
    const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);
    await Promise.all(texts.map((text) => house.remote.partial(held, text)));
    await until(() => seen.includes('text 49'), 'the newest');
    assert.deepEqual(seen, ['text 0', 'text 49']);
    await house.remote.answer(held, says('sun'));
    await assert.rejects(house.remote.partial(held, 'too late'), notTheirs);
  });

  it('that renew keep their task beyond the lease', async () => {
    await using house = await openRemoteHouse(database(), { leases: { firstMs: 700, renewedMs: 1_500 } });
    const { conversationId } = await house.receive('Vila');
    const task = await house.take();
    for (let times = 0; times < 4; times++) {
      await house.remote.renew(house.held(task), 500, NOBODY);
      assert.equal(await house.other.next(house.name, 0, NOBODY), undefined);
    }
    await house.remote.answer(house.held(task), says('at last'));
    assert.deepEqual(await house.replies(conversationId, 1), ['at last']);
  });

  it('are told at once that the citizen has written again, at whichever gateway', async () => {
    await using house = await openRemoteHouse(database());
    const { conversationId, address } = await house.receive('Vila?');
    const task = await house.take();
    const holding = assert.rejects(house.other.renew(house.held(task), 15_000, NOBODY), notTheirs);
    const startedAt = performance.now();
    await house.receive('Porto?', address);
    await holding;
    assert.ok(performance.now() - startedAt < 5_000, 'not after the wait');
    await assert.rejects(house.remote.answer(house.held(task), says('too late')), notTheirs);
    const both = await house.take();
    assert.deepEqual(both.input, { place: 'Vila?\nPorto?' });
    await house.remote.answer(house.held(both), says('sun'));
    assert.deepEqual(await house.replies(conversationId, 1), ['sun']);
  });

  it('may answer twice, and it is said once', async () => {
    await using house = await openRemoteHouse(database());
    const { conversationId } = await house.receive('Vila');
    const task = await house.take();
    await Promise.all([1, 2, 3].map(() => house.remote.answer(house.held(task), says('sun'))));
    await house.other.answer(house.held(task), says('rain'));
    assert.deepEqual(await house.replies(conversationId, 1), ['sun']);
    assert.equal(await house.count(conversationId, 'task-answered'), 1);
    await assert.rejects(house.remote.fail(house.held(task), 'no', false), notTheirs);
  });

  it('keep a task whose answer is not as declared, and may do better', async () => {
    await using house = await openRemoteHouse(database(), {
      permissions: { reads: ['knowledge'], model: 'none' },
    });
    const { conversationId } = await house.receive('Vila');
    const held = house.held(await house.take());
    const refused = (message: RegExp) => ({ code: 'invalid-answer', message });
    const green = { ...says('sun'), output: { sky: 'green' } };
    await assert.rejects(house.remote.answer(held, green), refused(/output is not right[\s\S]*sky/));
    const { passageId, title } = PASSAGE;
    const cite = (own: object) => {
      const citation = { mark: 1, passageId, title, quote: 'The sky is blue', ...own };
      return {
        ...says('blue [1]'),
        activity: { type: 'message', text: 'blue [1]', citations: [citation] },
      } as const;
    };
    await assert.rejects(house.remote.answer(held, cite({ quote: 'green' })), refused(/quote is not in/));
    await assert.rejects(house.remote.answer(held, cite({ passageId: 'x' })), refused(/no such passage/));
    await house.remote.answer(held, cite({}));
    assert.deepEqual(await house.replies(conversationId, 1), ['blue [1]']);
  });

  it('fail in time where nobody takes the task, and the citizen is told', async () => {
    await using house = await openRemoteHouse(database(), { timeoutMs: 300 });
    await using _first = watchRemoteTasks({ ...house.shared, agents: house.agents });
    await using _second = watchRemoteTasks({ ...house.shared, agents: house.agents });
    const { conversationId } = await house.receive('Vila');
    assert.deepEqual(await house.replies(conversationId, 1), ['not worked']);
    assert.equal(await house.count(conversationId, 'task-failed'), 1);
    assert.equal(await house.remote.next(house.name, 0, NOBODY), undefined);
  });

  it('fail in time where somebody holds it for ever, and are told', async () => {
    await using house = await openRemoteHouse(database(), { timeoutMs: 3_000 });
    const { conversationId } = await house.receive('Vila');
    const task = await house.take();
    assert.ok(task.timeoutMs > 0 && task.timeoutMs <= 3_000);
    const holding = assert.rejects(house.remote.renew(house.held(task), 15_000, NOBODY), notTheirs);
    await using _watch = watchRemoteTasks({ ...house.shared, agents: house.agents });
    await holding;
    assert.deepEqual(await house.replies(conversationId, 1), ['not worked']);
  });

  it('are asked again when they say so, and then it is a dead letter, which can be replayed', async () => {
    await using house = await openRemoteHouse(database(), { attempts: 2 });
    const { conversationId } = await house.receive('Vila');
    await house.remote.fail(house.held(await house.take()), 'clouds', true);
    const second = await until(() => house.remote.next(house.name, 0, NOBODY), 'the second attempt');
    await house.remote.fail(house.held(second), 'more clouds', true);
    assert.deepEqual(await house.replies(conversationId, 1), ['not worked']);
    const all = await house.letters.list({ limit: 1_000, after: undefined, replayed: false });
    const [letter] = all.filter((each) => each.conversationId === conversationId);
    assert.deepEqual(
      [letter?.stream, letter?.reason, letter?.attempts],
      [`agent:${house.name}`, 'more clouds', 2],
    );
    await house.letters.replay(letter?.id ?? '');
    await house.remote.answer(house.held(await house.take()), says('sun'));
    assert.deepEqual(await house.replies(conversationId, 2), ['not worked', 'sun']);
  });

  it('that die each time are given up, with a dead letter', async () => {
    const leases = { firstMs: 700, renewedMs: 1_500 };
    await using house = await openRemoteHouse(database(), { attempts: 1, leases });
    const { conversationId } = await house.receive('Vila');
    const task = await house.take();
    const [agent] = house.agents.values();
    assert.ok(agent);
    const look = () => failOverdueTasks(house.shared, house.name, termsOf(agent, leases));
    assert.equal(await look(), 0, 'it is held');
    await until(async () => (await look()) === 1, 'it to be given up');
    assert.deepEqual(await house.replies(conversationId, 1), ['not worked']);
    const all = await house.letters.list({ limit: 1_000, after: undefined, replayed: false });
    assert.match(all.find((each) => each.fields['taskId'] === task.taskId)?.reason ?? '', /taken 1 times/);
  });

  it('that left while they waited take nothing with them', async () => {
    await using house = await openRemoteHouse(database(), { attempts: 1 });
    const left = new AbortController();
    const waiting = house.remote.next(house.name, 10_000, left.signal);
    left.abort();
    assert.equal(await waiting, undefined);
    await house.receive('Vila');
    await until(async () => (await house.shared.stream.depth(`agent:${house.name}`)) > 0, 'the ring');
    assert.equal(await house.remote.next(house.name, 10_000, left.signal), undefined);
    const task = await house.take(house.other);
    assert.deepEqual(task.input, { place: 'Vila' }, 'at once, and it did not count');
  });

  it('get what they declared, and nothing else', async () => {
    await using plain = await openRemoteHouse(database());
    await plain.receive('CPF 52998224725');
    const task = await plain.take();
    assert.deepEqual(task.input, { place: 'CPF 52998224725' });
    const held = plain.held(task);
    await assert.rejects(plain.remote.search(held, 'sky', {}), { code: 'forbidden' });
    await assert.rejects(plain.remote.findProtocol(held, '1'), { code: 'forbidden' });
    await using careful = await openRemoteHouse(database(), {
      permissions: { reads: ['knowledge', 'protocols'], model: 'masked' },
    });
    await careful.receive('CPF 52998224725');
    const masked = await careful.take();
    assert.deepEqual(masked.input, { place: 'CPF [number]' });
    assert.deepEqual(await careful.remote.search(careful.held(masked), 'sky', {}), [PASSAGE]);
    assert.equal(await careful.remote.findProtocol(careful.held(masked), '263250000000000'), undefined);
    const stranger = { ...careful.held(masked), lease: crypto.randomUUID() };
    await assert.rejects(careful.remote.search(stranger, 'sky', {}), notTheirs);
  });
});
