/** How long a wait is said to be: what must always hold, and how often it is right in queues that are played through. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { estimateWait, LOOK_BACK_MS } from '../src/desk/estimate.ts';
import { describePlace, roundEstimate } from '../src/waiting-words.ts';

const MINUTE_MS = 60_000;
/** People who take some minutes for each: so long that rounding to milliseconds is nothing. */
const figures = fc
  .record({
    ended: fc.integer({ min: 1, max: 400 }),
    talkMs: fc.integer({ min: 5 * MINUTE_MS, max: 20 * MINUTE_MS }),
    inHand: fc.integer({ min: 10, max: 200 }),
  })
  .map(({ ended, talkMs, inHand }) => ({ ended, inHandMs: ended * talkMs, inHand }));
const position = fc.integer({ min: 1, max: 60 });

describe('an estimate', () => {
  it('is not made up: without an end, or with nobody in hand, there is none', () => {
    assert.equal(estimateWait({ ended: 0, inHandMs: 1e6, inHand: 3 }, 1), undefined);
    assert.equal(estimateWait({ ended: 3, inHandMs: 1e6, inHand: 0 }, 1), undefined);
    // "From 13 minutes to 18 hours" helps nobody.
    assert.equal(estimateWait({ ended: 1, inHandMs: LOOK_BACK_MS, inHand: 1 }, 1), undefined);
  });

  it('is an interval, later for who is further behind, sooner where more people work', () => {
    fc.assert(
      fc.property(figures, position, (seen, at) => {
        const here = estimateWait(seen, at);
        const behind = estimateWait(seen, at + 1);
        const quicker = estimateWait({ ...seen, inHand: seen.inHand + 1 }, at);
        // Longer than a day's work is none.
        if (!here || !behind) return;
        assert.ok(quicker);
        assert.ok(0 <= here.lowMs && here.lowMs < here.highMs && Number.isFinite(here.highMs));
        assert.ok(behind.lowMs >= here.lowMs && behind.highMs >= here.highMs);
        assert.ok(quicker.lowMs <= here.lowMs && quicker.highMs <= here.highMs);
      }),
    );
  });

  it('is wider the less was seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 1, max: 60 }), (ended, at) => {
        // The same speed, seen for twice as long.
        const inHandMs = ended * 10 * MINUTE_MS;
        const little = estimateWait({ ended, inHandMs, inHand: 20 }, at);
        const much = estimateWait({ ended: ended * 2, inHandMs: inHandMs * 2, inHand: 20 }, at);
        assert.ok(little && much);
        assert.ok(much.highMs / much.lowMs < little.highMs / little.lowMs);
      }),
    );
  });

  it('is said in round figures that are never surer than it is', () => {
    fc.assert(
      fc.property(fc.nat(8e6), fc.nat(4e7), (lowMs, moreMs) => {
        const said = roundEstimate({ lowMs, highMs: lowMs + moreMs });
        assert.ok(said.lowMs <= lowMs && said.highMs >= lowMs + moreMs && said.lowMs < said.highMs);
      }),
    );
  });
});

describe('the words for it', () => {
  const WORDS: Readonly<Record<string, string>> = {
    'place-next': 'Próxima.',
    place: '{position}º.',
    'place-spoken': 'Lugar {position}.',
    estimate: 'De {low} a {high}.',
    'estimate-under': 'Menos de {high}.',
  };
  const say = (at: number, low?: number, high?: number) => {
    const estimate =
      low === undefined || high === undefined
        ? undefined
        : { lowMs: low * MINUTE_MS, highMs: high * MINUTE_MS };
    return describePlace({ position: at, estimate, isAttended: true }, 'pt-BR', (key) => WORDS[key] ?? '');
  };
  it('are short, and say an ordinal as a number', () => {
    assert.deepEqual(say(3, 4.2, 8.1), {
      text: '3º. De 4 a 9 minutos.',
      speak: 'Lugar 3. De 4 a 9 minutos.',
    });
    assert.equal(say(1, 0.2, 0.7).text, 'Próxima. Menos de 1 minuto.');
    assert.equal(say(2).text, '2º.');
  });
  it('are rounder the longer it is', () => {
    assert.equal(say(2, 12, 27).text, '2º. De 10 a 30 minutos.');
    assert.equal(say(9, 44, 130).text, '9º. De 40 minutos a 3 horas.');
    assert.equal(say(9, 125, 370).text, '9º. De 2 a 7 horas.');
  });
});

interface Job {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

const MEAN_MS = 12 * MINUTE_MS;
const draw = (meanMs: number) => -Math.log(1 - Math.random()) * meanMs;
/** As uneven as chance, and half as uneven: people's talks lie between. */
const LENGTHS = { chance: () => draw(MEAN_MS), even: () => draw(MEAN_MS / 2) + draw(MEAN_MS / 2) };

/** First come, first served, by so many hands, with more work than they can do. */
function playThrough(hands: number, length: () => number): Job[] {
  const free = Array.from({ length: hands }, () => 0);
  const jobs: Job[] = [];
  for (let at = 0; at < 5 * 60 * MINUTE_MS; at += draw(MEAN_MS / (hands * 1.1))) {
    const hand = free.indexOf(Math.min(...free));
    const start = Math.max(at, free[hand] ?? 0);
    const end = start + length();
    free[hand] = end;
    jobs.push({ at, start, end });
  }
  return jobs;
}

/** What the house sees when this citizen comes. */
function estimateFor(mine: Job, jobs: readonly Job[]) {
  const now = mine.at;
  const ahead = jobs.filter((job) => job.at < now && job.start > now).length;
  const seen = jobs.filter((job) => job.start <= now && job.end > now - LOOK_BACK_MS);
  const inHandMs = seen.reduce(
    (sum, { start, end }) => sum + Math.min(end, now) - Math.max(start, now - LOOK_BACK_MS),
    0,
  );
  const ended = seen.filter(({ end }) => end <= now).length;
  return estimateWait({ ended, inHandMs, inHand: seen.length - ended }, ahead + 1);
}

/** The share of those who waited for as long as they were told. */
function measureShare(length: () => number): number {
  const outcomes = Array.from({ length: 30 }, () => playThrough(8, length)).flatMap((jobs) =>
    jobs.flatMap((job) => {
      const estimate = job.start > job.at ? estimateFor(job, jobs) : undefined;
      const waitMs = job.start - job.at;
      return estimate ? [waitMs >= estimate.lowMs && waitMs <= estimate.highMs] : [];
    }),
  );
  return outcomes.filter(Boolean).length / outcomes.length;
}

describe('four waits of five', () => {
  // Wide: some thousand waits of thirty days, of which those of one day are much alike.
  it('are as long as was said, where talks end by chance', () => {
    const share = measureShare(LENGTHS.chance);
    assert.ok(share > 0.68 && share < 0.92, `${share}`);
  });
  it('or more, where they are more alike', () => {
    const share = measureShare(LENGTHS.even);
    assert.ok(share > 0.72 && share < 0.98, `${share}`);
  });
});
