/** Who fails is left alone, and who asks for it, too. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCircuit, readRetryAfter } from '../src/circuit.ts';

const PAUSE_MS = 1_000;

function openCircuit() {
  let atMs = 0;
  const circuit = createCircuit({ failures: 2, pauseMs: PAUSE_MS, now: () => atMs });
  return {
    ...circuit,
    at(ms: number) {
      atMs = ms;
    },
  };
}

describe('a circuit', () => {
  it('pauses after some failures in a row, and then lets one request go first', () => {
    const circuit = openCircuit();
    circuit.fail();
    circuit.succeed();
    circuit.fail();
    assert.ok(circuit.enter(), 'a success between them');
    circuit.fail();
    assert.deepEqual([circuit.enter(), circuit.restMs()], [false, PAUSE_MS]);
    circuit.at(PAUSE_MS);
    assert.deepEqual([circuit.enter(), circuit.enter()], [true, false]);
    circuit.succeed();
    assert.deepEqual([circuit.enter(), circuit.enter()], [true, true]);
  });

  it('is not opened by anything before the time that the server asked for', () => {
    const circuit = openCircuit();
    circuit.fail(5_000);
    circuit.succeed();
    circuit.probe();
    circuit.fail(10);
    circuit.at(4_999);
    assert.deepEqual([circuit.enter(), circuit.restMs()], [false, 1]);
    circuit.at(5_000);
    assert.ok(circuit.enter());
  });

  it('lets one request go at once where the server is known to be back', () => {
    const circuit = openCircuit();
    circuit.fail();
    circuit.fail();
    circuit.probe();
    assert.deepEqual([circuit.enter(), circuit.enter()], [true, false]);
  });

  it('never lets more than one request go in a pause, whatever happens', () => {
    const failures = fc.array(fc.integer({ min: 0, max: 3 * PAUSE_MS }), { maxLength: 50 });
    fc.assert(
      fc.property(failures, (steps) => {
        const circuit = openCircuit();
        circuit.fail();
        circuit.fail();
        let [atMs, lastMs] = [0, 0];
        for (const step of steps) {
          atMs += step;
          circuit.at(atMs);
          if (!circuit.enter()) continue;
          assert.ok(atMs - lastMs >= PAUSE_MS);
          lastMs = atMs;
          circuit.fail();
        }
      }),
    );
  });
});

describe('Retry-After', () => {
  it('is read as seconds and as a date, and as nothing where it is neither', () => {
    assert.equal(readRetryAfter('7'), 7_000);
    const waitMs = readRetryAfter(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
    assert.ok(waitMs > 30_000 && waitMs <= 60_000);
    assert.equal(readRetryAfter(new Date(0).toUTCString()), 0);
    for (const value of [null, '', 'soon']) assert.equal(readRetryAfter(value), undefined);
  });
});
