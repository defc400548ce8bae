/** A citizen who writes in pieces, in a real browser against the started program. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHROMIUM_MISSING, openBrowser, openChat } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/databases.ts';
import { startProgram } from '../helpers/program.ts';

describe('a citizen who writes in pieces', { skip: CHROMIUM_MISSING }, () => {
  it('is not interrupted while they write on, and is answered once', async () => {
    using folder = temporaryFolder();
    await using program = await startProgram({ DATA_DIR: folder.path });
    await using browser = await openBrowser();
    const chat = await openChat(await browser.newContext({ locale: 'pt-BR' }), program.url);
    // A line is sent at its end. The second one takes well over the half second for which a greeting
    // waits where nobody types, and begins at once, however busy the machine is.
    await chat.box.pressSequentially('bom dia\no que você sabe fazer?\n', { delay: 45 });
    await chat.log.getByText('Posso ajudar com:').waitFor();
    assert.equal(await chat.count(/assistente automático/i), 0, 'the greeting was not answered by itself');
    assert.deepEqual(chat.errors, []);
  });
});
