/** The federal service charters: that all load, and that people find the right one. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { readCatalogues } from '../agents/portal-services/catalogue.ts';
import { chooseEntry } from '../agents/portal-services/choose.ts';
import { openColloquial } from '../agents/portal-services/colloquial.ts';
import { toPlainText } from '../agents/portal-services/plain-text.ts';
import { createServiceSearch, type ServiceSearch } from '../agents/portal-services/search.ts';
import { readCharters, rephraseTitles } from './portal-services/rephrase.ts';

const KNOWLEDGE = join(import.meta.dirname, '../../shared/data/knowledge');
const CHARTERS = join(KNOWLEDGE, 'cartas-de-servico-xml');
const PASSAGES = join(KNOWLEDGE, 'cartas-de-servico.passages.jsonl');
const FILES = ['questions', 'development'].map((name) =>
  join(import.meta.dirname, `portal-services/${name}.yml`),
);
const missing =
  !existsSync(KNOWLEDGE) && process.env['CI'] === undefined && 'shared/data/knowledge is not here';

describe('the federal charters', () => {
  it('all load: 93 of the XML, and 1,856 as passages', { skip: missing }, async () => {
    const xml = await readCatalogues([CHARTERS]);
    assert.equal(xml.services.length, 93);
    assert.deepEqual(xml.findings, []);
    const passages = await readCatalogues([PASSAGES]);
    assert.equal(passages.services.length, 1_856);
    assert.deepEqual(passages.findings, []);
    assert.ok(passages.services.every(({ name }) => name.trim() !== ''));
  });

  it('say the same as XML and as passages, as far as passages go', { skip: missing }, async () => {
    const passages = new Map(
      (await readCatalogues([PASSAGES])).services.map((service) => [service.id, service]),
    );
    const same = (text: string) => text.replace(/\s+/g, ' ');
    for (const { id, name, free, link, owner } of (await readCatalogues([CHARTERS])).services) {
      const flat = passages.get(id);
      assert.deepEqual([same(flat?.name ?? ''), flat?.free, flat?.link], [name, free, link], id);
      assert.ok(flat?.owner === '' || same(flat?.owner ?? '') === owner, `${id}: ${flat?.owner}`);
    }
  });

  it('as XML before as passages: what was read first is kept', { skip: missing }, async () => {
    const { services, findings } = await readCatalogues([CHARTERS, PASSAGES]);
    assert.equal(services.length, 1_856);
    assert.equal(services.filter(({ text }) => text === '').length, 93);
    assert.equal(findings.length, 93);
  });

  it('leave no markup in what the citizen reads', { skip: missing }, async () => {
    const { services } = await readCatalogues([CHARTERS]);
    for (const { id, description, contact, steps } of services) {
      for (const source of [description, contact, ...steps.map(({ text }) => text)]) {
        assert.doesNotMatch(toPlainText(source), /<\/?(?:p|br|b|ul|li|a)\b|&[a-z]+;|\*\*/i, id);
      }
    }
  });
});

interface Asked {
  readonly question: string;
  readonly relevant: readonly string[];
}

/** Shares of the questions, rounded to thousandths. */
function measure(search: ServiceSearch, questions: readonly Asked[]) {
  const sums = { hit1: 0, hit5: 0, mrr: 0, shown: 0, shownWrong: 0, offered: 0, handedOver: 0 };
  for (const { question, relevant } of questions) {
    const found = search.find(question, 10);
    const isRight = ({ service }: (typeof found)[number]) => relevant.includes(service.id);
    const rank = found.findIndex(isRight) + 1;
    if (rank === 1) sums.hit1++;
    if (rank > 0 && rank <= 5) sums.hit5++;
    if (rank > 0) sums.mrr += 1 / rank;
    const choice = chooseEntry(found);
    if (choice.kind === 'none') sums.handedOver++;
    else if (choice.kind === 'one') sums[isRight(choice.found) ? 'shown' : 'shownWrong']++;
    else if (choice.found.some(isRight)) sums.offered++;
  }
  return Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, Math.round((1_000 * sum) / questions.length) / 1_000]),
  );
}

describe('finding a charter', { skip: missing }, () => {
  let search: ServiceSearch;
  before(async () => {
    const colloquial = await openColloquial(new URL('../agents/portal-services/', import.meta.url));
    search = createServiceSearch((await readCatalogues([PASSAGES])).services, colloquial);
  });

  it('by its title, rephrased by rule', (test) => {
    const figures = measure(search, rephraseTitles(readCharters(PASSAGES)));
    test.diagnostic(JSON.stringify(figures));
    assert.ok((figures['hit1'] ?? 0) >= 0.9, `hit1 ${figures['hit1']}`);
    assert.ok((figures['hit5'] ?? 0) >= 0.98, `hit5 ${figures['hit5']}`);
    assert.ok((figures['shownWrong'] ?? 1) <= 0.005, `shown, but wrong: ${figures['shownWrong']}`);
  });

  for (const file of FILES)
    it(`by how people ask, as good as ${basename(file)} says`, () => {
      const { questions, nowhere = [], measured } = parse(readFileSync(file, 'utf8'));
      const handedOn = nowhere.filter((text: string) => chooseEntry(search.find(text, 10)).kind === 'none');
      const figures = {
        ...measure(search, questions),
        ...(nowhere.length > 0 ? { handedOn: handedOn.length } : {}),
      };
      assert.deepEqual(figures, measured);
    });
});
