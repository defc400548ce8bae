/** Says hello, says that it is a machine, and shows what it can do. */
import { defineDialog, reply } from '#assistant';

export default defineDialog({ respond: () => [reply('hello')] });
