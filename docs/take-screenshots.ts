/** `npm run screenshots [-- chat playground desk]`: the pictures in README and docs, of the started program in Chromium. */
import { takeChat } from './screenshots/chat.ts';
import { takeDesk } from './screenshots/desk.ts';
import { takePlayground } from './screenshots/playground.ts';

const FOLDER = new URL('images/', import.meta.url).pathname;
const AREAS = { chat: takeChat, playground: takePlayground, desk: takeDesk };

const wanted = process.argv.slice(2);
for (const [name, take] of Object.entries(AREAS))
  if (wanted.length === 0 || wanted.includes(name)) await take(FOLDER);
