/** Says hello, says that it is a machine, and shows what it can do. */
import { defineDialog, reply } from '#assistant';

export default defineDialog({ courtesy: true, respond: () => [reply('hello')] });
