/** The desk's API of conversations over HTTP: files on their way to citizens, many at once, ready answers, what is described. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { cleanFileName, readFileKind } from '../src/desk/file-kinds.ts';
import { mountSentFiles } from '../src/http/sent-files.ts';
import { createHttp } from '../src/http/server.ts';
import { createIngress } from '../src/pipeline/ingress.ts';
import { createSentFiles } from '../src/pipeline/sent-files.ts';
import { createAddressSigner } from '../src/sessions.ts';
import { openDesk, SECRET, type SignedInPerson } from './helpers/desk.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from(
  '%PDF-1.7\n%âãÏÓ\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF',
  'latin1',
);
const PROGRAM = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

describe('kinds of files', () => {
  const refuses = (content: Buffer, name: string, declared = '') =>
    assert.rejects(readFileKind(content, name, declared), { code: 'invalid-request' });

  it('are told by their content', async () => {
    assert.equal(await readFileKind(PNG, 'a.PNG', 'image/png'), 'image/png');
    assert.equal(await readFileKind(PDF, 'a.pdf', ''), 'application/pdf');
    assert.equal(await readFileKind(Buffer.from('ação;1'), 'a.csv', 'text/csv; charset=utf-8'), 'text/csv');
    assert.equal(await readFileKind(Buffer.from('ação'), 'a.txt', 'application/octet-stream'), 'text/plain');
  });

  it('are refused where they are programs, pages, nothing, or lie', async () => {
    await refuses(PROGRAM, 'foto.png', 'image/png');
    await refuses(PROGRAM, 'setup.exe');
    await refuses(Buffer.from('<!doctype html><script>1</script>'), 'a.txt', 'text/plain');
    await refuses(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.svg', 'image/svg+xml');
    await refuses(Buffer.from('#!/bin/sh\nrm x'), 'a.txt');
    await refuses(Buffer.alloc(0), 'a.txt');
    await refuses(PDF, 'foto.png', 'image/png');
    await refuses(PDF, 'a.pdf', 'image/png');
    await refuses(PNG, 'a.png.exe');
  });

  it('are saved under names that lead nowhere', () => {
    assert.equal(cleanFileName('../../etc/pass"wd\u202egpj.exe.pdf'), 'passwdgpj.exe.pdf');
    assert.equal(cleanFileName('C:\\casa\\laudo.pdf'), 'laudo.pdf');
    assert.equal(cleanFileName(`${'a'.repeat(300)}.pdf`).length, 120);
  });
});

describe('the desk over HTTP', () => {
  const stack = new AsyncDisposableStack();
  let desk: Awaited<ReturnType<typeof openDesk>>;
  let bia: SignedInPerson;
  before(async () => {
    desk = stack.use(await openDesk({ settings: { DESK_FILE_LIMIT_BYTES: '2000' } }));
    bia = desk.people.attendant;
  });
  after(() => stack.disposeAsync());

  /** Somebody who waits, in a queue of those who are signed in. */
  async function waiting(queue = 'geral'): Promise<string> {
    const { database, core } = desk;
    const ingress = createIngress({ ...core, backlog: { check: () => undefined } });
    const activity = { type: 'message', text: 'oi' } as const;
    const { conversationId } = await ingress.receive('web', {
      address: randomUUID(),
      externalId: randomUUID(),
      activity,
    });
    await database.query(
      `update conversations set status = 'waiting', queue = $2, queued_at = now(), handled_seq = last_seq where id = $1`,
      [conversationId, queue],
    );
    return conversationId;
  }
  const upload = (
    me: SignedInPerson,
    id: string,
    name: string,
    content: Buffer,
    mediaType: string,
    actionId: string = randomUUID(),
  ) =>
    desk.call<{ fileId: string; error?: { message: string } }>(
      me,
      'POST',
      `/tickets/${id}/files?name=${encodeURIComponent(name)}&actionId=${actionId}`,
      content,
      { headers: { cookie: `guiche_desk=${me.token}`, 'x-guiche-desk': '1', 'content-type': mediaType } },
    );

  it('takes a file once, sends it with a reply, and gives it back to whoever may see it', async () => {
    const id = await waiting();
    const actionId = randomUUID();
    const { status, body } = await upload(bia, id, 'laudo ção.png', PNG, 'image/png', actionId);
    assert.equal(status, 200);
    assert.deepEqual((await upload(bia, id, 'laudo ção.png', PNG, 'image/png', actionId)).body, body);
    const reply = { actionId: randomUUID(), text: '', fileIds: [body.fileId] };
    assert.equal((await desk.call(bia, 'POST', `/tickets/${id}/reply`, reply)).status, 200);
    const view = await desk.call<{ story: { body: { activity?: { files?: unknown } } }[] }>(
      bia,
      'GET',
      `/tickets/${id}`,
    );
    assert.deepEqual(view.body.story.at(-1)?.body.activity?.files, [
      { fileId: body.fileId, name: 'laudo ção.png', mediaType: 'image/png', bytes: PNG.length },
    ]);
    const get = (me: SignedInPerson) =>
      desk.http.inject({
        url: `/api/v1/desk/files/${body.fileId}`,
        headers: { cookie: `guiche_desk=${me.token}` },
      });
    const had = await get(desk.people.auditor);
    assert.deepEqual(had.rawPayload, PNG);
    const stranger = await desk.enter(['attendant'], { queues: ['suporte'] });
    assert.equal((await get(stranger)).statusCode, 404);
    const other = await waiting();
    const wrong = await desk.call(bia, 'POST', `/tickets/${other}/reply`, {
      ...reply,
      actionId: randomUUID(),
    });
    assert.equal(wrong.status, 409);
  });

  it('refuses what is too large, lies, or is of a conversation that may not be seen', async () => {
    const id = await waiting();
    const large = await upload(bia, id, 'a.txt', Buffer.alloc(2_001, 'a'), 'text/plain');
    assert.deepEqual(
      [large.status, large.body.error?.message.includes('DESK_FILE_LIMIT_BYTES')],
      [413, true],
    );
    assert.equal((await upload(bia, id, 'foto.png', PROGRAM, 'image/png')).status, 400);
    assert.equal((await upload(bia, id, 'a.json', Buffer.from('{"a":'), 'application/json')).status, 400);
    const hidden = await waiting('suporte');
    assert.equal((await upload(bia, hidden, 'a.png', PNG, 'image/png')).status, 404);
    assert.equal((await upload(desk.people.author, id, 'a.png', PNG, 'image/png')).status, 403);
  });

  it('gives the citizen the file at a signed address, to be saved and never run', async () => {
    const id = await waiting();
    const { body: file } = await upload(bia, id, 'laudo.png', PNG, 'image/png');
    const { log, metrics } = desk.core;
    const http = await createHttp({ log, metrics, trustProxy: false, origins: [], version: '0' });
    const sent = createSentFiles({
      database: desk.database,
      signer: createAddressSigner(SECRET),
      publicUrl: () => 'https://vila.example',
    });
    mountSentFiles(http, sent);
    const shown = { fileId: file.fileId, name: 'laudo.png', mediaType: 'image/png', bytes: PNG.length };
    const [{ url = '' } = {}] = sent.reveal({ type: 'message', text: '', files: [shown] }).files ?? [];
    const path = new URL(url).pathname;
    const had = await http.inject(path);
    assert.deepEqual(had.rawPayload, PNG);
    assert.match(String(had.headers['content-disposition']), /^attachment; filename="laudo\.png"/);
    assert.equal(had.headers['x-content-type-options'], 'nosniff');
    assert.match(String(had.headers['content-security-policy']), /sandbox/);
    const [, , token = ''] = path.split('/');
    const forged = `${token.slice(0, -4)}${token.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'}`;
    const older = createAddressSigner(SECRET).sign('/files', `${file.fileId}.10`);
    for (const wrong of [forged, older, 'x', ''])
      assert.equal((await http.inject(`/files/${wrong}/a.png`)).statusCode, 404);
    await http.close();
  });

  it('does the same with many, each for itself, and tells what was refused', async () => {
    const [one, two, hidden] = [await waiting(), await waiting(), await waiting('suporte')];
    await desk.call(desk.people.other, 'POST', `/tickets/${two}/take`, { actionId: randomUUID() });
    const bulk = {
      actionId: randomUUID(),
      ids: [one, two, hidden],
      action: { type: 'close', reason: 'duplicate' },
    };
    const { body } = await desk.call<{ results: { id: string; ok: boolean; code?: string }[] }>(
      bia,
      'POST',
      '/bulk',
      bulk,
    );
    assert.deepEqual(
      body.results.map(({ id, ok, code }) => ({ id, ok, code })),
      [
        { id: one, ok: true, code: undefined },
        { id: two, ok: false, code: 'conflict' },
        { id: hidden, ok: false, code: 'not-found' },
      ],
    );
    const again = await desk.call<typeof body>(bia, 'POST', '/bulk', bulk);
    assert.equal(again.body.results[0]?.ok, true);
  });

  it('keeps ready answers: one’s own, and everybody’s for who writes for all', async () => {
    const wish = { shortcut: 'bomdia', title: 'Saudação', text: 'Bom dia, {primeiro_nome}!' };
    assert.equal((await desk.call(bia, 'POST', '/canned', wish)).status, 403);
    const own = await desk.call<{ id: string }>(bia, 'POST', '/canned', { ...wish, isOwn: true });
    const all = await desk.call<{ id: string }>(desk.people.author, 'POST', '/canned', {
      ...wish,
      queues: ['geral'],
    });
    assert.deepEqual([own.status, all.status], [200, 200]);
    assert.equal((await desk.call(desk.people.author, 'POST', '/canned', wish)).status, 409);
    const find = async (me: SignedInPerson, query: string) =>
      (await desk.call<{ answers: { id: string }[] }>(me, 'GET', `/canned?${query}`)).body.answers.map(
        ({ id }) => id,
      );
    assert.deepEqual(await find(bia, 'search=SAUDACAO'), [own.body.id, all.body.id]);
    assert.deepEqual(await find(desk.people.other, 'search=bom'), [all.body.id]);
    assert.deepEqual(await find(desk.people.other, 'queue=suporte'), []);
    const path = `/canned/${own.body.id}`;
    assert.equal((await desk.call(desk.people.other, 'DELETE', path)).status, 404);
    assert.equal((await desk.call(bia, 'PUT', path, { ...wish, shortcut: 'oi', isOwn: true })).status, 200);
    assert.deepEqual(await find(bia, 'search=oi'), [own.body.id]);
    assert.equal((await desk.call(bia, 'DELETE', path)).status, 204);
    assert.deepEqual(await find(bia, 'search=oi'), []);
  });

  it('tells who was mentioned, until they have seen it', async () => {
    const id = await waiting();
    const note = { actionId: randomUUID(), text: 'Veja', mentions: [bia.personId] };
    await desk.call(desk.people.other, 'POST', `/tickets/${id}/note`, note);
    const mentions = async () =>
      (await desk.call<{ mentions: { conversationId: string; by: string }[] }>(bia, 'GET', '/mentions')).body
        .mentions;
    assert.deepEqual(
      (await mentions()).map(({ conversationId, by }) => [conversationId, by]),
      [[id, 'Caio Attendant']],
    );
    await desk.call(bia, 'POST', '/mentions/seen', { conversationId: id });
    assert.deepEqual(await mentions(), []);
  });

  it('refuses buttons that would begin a dialog, and requests without an id of their own', async () => {
    const id = await waiting();
    const reply = { text: 'a', buttons: [{ title: 'x', value: 'go:goodbye' }] };
    for (const body of [{ ...reply, actionId: randomUUID() }, { text: 'a' }])
      assert.equal((await desk.call(bia, 'POST', `/tickets/${id}/reply`, body)).status, 400);
  });

  it('is described whole in the OpenAPI', async () => {
    const { paths } = (desk.http as unknown as { swagger(): { paths: Record<string, object> } }).swagger();
    const described = (path: string) => Object.keys(paths[`/api/v1/desk${path}`] ?? {}).join();
    for (const action of 'reply note take assign return move to-assistant close reopen merge split labels extend read files'.split(
      ' ',
    ))
      assert.equal(described(`/tickets/{id}/${action}`), 'post', action);
    for (const path of [
      '/tickets',
      '/tickets/{id}',
      '/tickets/{id}/story',
      '/files/{fileId}',
      '/mentions',
      '/passages',
    ])
      assert.equal(described(path), 'get', path);
    assert.deepEqual([described('/canned'), described('/canned/{id}')], ['get,post', 'put,delete']);
    assert.deepEqual(
      [described('/bulk'), described('/mentions/seen'), described('/links/{linkId}')],
      ['post', 'post', 'delete'],
    );
  });
});
