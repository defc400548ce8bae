/** What people say of times, and what they mean by it: test/entities/dates.*.yml. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFound, readTable } from './entities/tables.ts';

const TIMES = /^(date|time|date-time|period|duration|working-days)$/;

describe('expressions of time', () => {
  for (const each of readTable('dates.pt-BR.yml')) {
    it(`${each.text} (${each.now})`, () => assert.deepEqual(describeFound(each, TIMES), each.expected));
  }
});
