/** Quality reviews: the form, the score, who may judge whom, and who reads what was judged. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { scoreReview } from '../src/desk/scores.ts';
import { AssistantError } from '../src/errors.ts';
import { parseReviewForm } from '../src/policy/read-review-form.ts';
import type { Review, ReviewForm, ReviewSample } from '../src/supervision.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { openDeskLog } from './helpers/desk-log.ts';

const text = { 'pt-BR': 'Sim?', en: 'Yes?', es: '¿Sí?' };
const FORM: ReviewForm = {
  questions: [
    { name: 'right', points: 4, text, help: {} },
    { name: 'plain', points: 1, text, help: {} },
  ],
};
const FILE = new URL('../desk/review-form.yml', import.meta.url);

describe('the form', () => {
  it('of the house can be filled in', () => {
    const { questions } = parseReviewForm(readFileSync(FILE, 'utf8'), 'desk/review-form.yml');
    assert.ok(questions.length > 3);
  });

  it('that cannot is refused, with the line', () => {
    const question = (name: string) =>
      `  - name: ${name}\n    points: 2\n    text: { pt-BR: a, en: b, es: c }\n`;
    const refused = (yaml: string, words: RegExp) =>
      assert.throws(
        () => parseReviewForm(yaml, 'form.yml'),
        (error: unknown) => {
          assert.ok(error instanceof AssistantError && error.code === 'configuration');
          assert.match(error.message, words);
          return true;
        },
      );
    refused(`questions:\n${question('a')}${question('a')}`, /form\.yml:5: the name a stands there twice/);
    refused(`questions:\n${question('a').replace('2', '0')}`, /form\.yml:3: .*points/);
    refused(`questions:\n${question('a').replace(', es: c', '')}`, /form\.yml:4: .*es/);
    refused('questions: []', /form\.yml:1/);
  });

  it('gives a score between nothing and all, of what applies', () => {
    const answers = fc.tuple(
      fc.option(fc.integer({ min: 0, max: 4 })),
      fc.option(fc.integer({ min: 0, max: 1 })),
    );
    const property = fc.property(answers, ([right, plain]) => {
      const given = [
        { question: 'plain', points: plain },
        { question: 'right', points: right },
      ];
      if (right === null && plain === null) {
        assert.throws(() => scoreReview(FORM, given), /must apply/);
        return;
      }
      const of = (right === null ? 0 : 4) + (plain === null ? 0 : 1);
      const { score, answers: kept } = scoreReview(FORM, given);
      assert.equal(score, ((right ?? 0) + (plain ?? 0)) / of);
      assert.deepEqual(kept, [
        { question: 'right', points: right, of: 4 },
        { question: 'plain', points: plain, of: 1 },
      ]);
    });
    fc.assert(property);
  });
});

describe('reviews', () => {
  let desk: Desk;
  let form: ReviewForm;
  before(async () => {
    desk = await openDesk();
    form = (await desk.call<ReviewForm>(desk.people.supervisor, 'GET', '/review-form')).body;
  });
  after(() => desk[Symbol.asyncDispose]());

  const full = (points: (most: number) => number | null) =>
    form.questions.map((question) => ({ question: question.name, points: points(question.points) }));
  async function put(personId: string | undefined, isEnded = true): Promise<string> {
    const log = openDeskLog(desk.database);
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const { conversationId } = await log.contact({ at });
    const mine = personId === undefined ? {} : { personId, assignedAt: at, answeredAt: at };
    return log.ticket(conversationId, { since: at, ...mine, ...(isEnded ? { endedAt: at } : {}) });
  }

  it('are written by supervisors, and read by whose work it was', async () => {
    const { people, call } = desk;
    const ticketId = await put(people.attendant.personId);
    const wish = { ticketId, answers: full((most) => most), comment: 'Muito bem.' };
    for (const person of [people.attendant, people.auditor, people.author])
      assert.equal((await call(person, 'POST', '/reviews', wish)).status, 403);
    const { status, body } = await call<Review>(people.supervisor, 'POST', '/reviews', wish);
    assert.equal(status, 200);
    assert.deepEqual([body.score, body.comment, body.person.name], [1, 'Muito bem.', 'Bia Attendant']);
    // Judged again it is one review still, and the newest counts.
    const zero = { ...wish, answers: full(() => 0), comment: '' };
    assert.equal((await call<Review>(people.supervisor, 'POST', '/reviews', zero)).body.score, 0);
    const listed = async (person: typeof people.attendant, query = '') =>
      (await call<{ reviews: Review[] }>(person, 'GET', `/reviews${query}`)).body.reviews.map(
        ({ ticketId: id, score }) => [id, score],
      );
    const one = [[ticketId, 0]];
    assert.deepEqual(await listed(people.attendant), one);
    assert.deepEqual(await listed(people.auditor), one);
    assert.deepEqual(await listed(people.other), []);
    assert.deepEqual(await listed(people.other, `?personId=${people.attendant.personId}`), []);
    assert.deepEqual(await listed(people.admin, `?personId=${people.other.personId}`), []);
    assert.equal((await call(people.author, 'GET', '/reviews')).status, 403);
  });

  it('are pages, newest first', async () => {
    const { people, call } = desk;
    const caio = people.other.personId;
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      const ticketId = await put(caio);
      await call(people.admin, 'POST', '/reviews', { ticketId, answers: full(() => 1) });
      ids.unshift(ticketId);
    }
    const page = async (more: string) =>
      (await call<{ reviews: Review[] }>(people.admin, 'GET', `/reviews?personId=${caio}&limit=2${more}`))
        .body.reviews;
    const first = await page('');
    const second = await page(`&before=${first.at(-1)?.reviewId}`);
    assert.deepEqual(
      [...first, ...second].map(({ ticketId }) => ticketId),
      ids,
    );
  });

  it('are refused of what is open, nobody’s, one’s own, or not answered as the form asks', async () => {
    const { people, call, enter } = desk;
    const both = await enter(['supervisor', 'attendant']);
    const mine = await put(people.attendant.personId);
    const judge = async (
      ticketId: string,
      answers: unknown = full((most) => most),
      person = people.supervisor,
    ) => (await call(person, 'POST', '/reviews', { ticketId, answers })).status;
    assert.equal(await judge(await put(people.attendant.personId, false)), 400);
    assert.equal(await judge(await put(undefined)), 400);
    assert.equal(await judge(await put(both.personId), undefined, both), 403);
    assert.equal(await judge(both.personId), 404);
    assert.equal(await judge(mine, full((most) => most).slice(1)), 400);
    assert.equal(
      await judge(
        mine,
        full((most) => most + 1),
      ),
      400,
    );
    assert.equal(await judge(mine, [...full(() => 1), { question: 'other', points: 1 }]), 400);
    assert.equal(
      await judge(
        mine,
        full(() => null),
      ),
      400,
    );
    assert.equal(await judge(mine), 200);
  });

  it('are of as many conversations of each person, drawn by lot', async () => {
    const { people, call, enter } = desk;
    const [busy, quiet] = [await enter(['attendant']), await enter(['attendant'])];
    const busyIds = new Set<string>();
    for (let count = 0; count < 6; count++) busyIds.add(await put(busy.personId));
    const quietId = await put(quiet.personId);
    const draw = async () =>
      (await call<{ tickets: ReviewSample[] }>(people.supervisor, 'GET', '/reviews/sample?perPerson=2')).body
        .tickets;
    const drawn = await draw();
    const of = (personId: string) => drawn.filter(({ person }) => person.personId === personId);
    assert.deepEqual(
      of(quiet.personId).map(({ ticketId }) => ticketId),
      [quietId],
    );
    assert.equal(of(busy.personId).length, 2);
    assert.ok(of(busy.personId).every(({ ticketId }) => busyIds.has(ticketId)));
    await call(people.supervisor, 'POST', '/reviews', { ticketId: quietId, answers: full(() => 1) });
    assert.ok((await draw()).every(({ ticketId }) => ticketId !== quietId));
    assert.equal((await call(people.attendant, 'GET', '/reviews/sample')).status, 403);
  });
});
