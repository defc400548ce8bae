/** `node agents/tech-support/draw-trees.ts`: writes docs/tech-support-trees.md anew. */
import { writeFile } from 'node:fs/promises';
import { createPhrases } from '#assistant';
import { openTrees } from './open-trees.ts';
import { drawTrees } from './picture.ts';

const folder = new URL('./', import.meta.url);
const trees = await openTrees(new URL('trees/', folder));
const page = drawTrees(trees, await createPhrases(folder));
await writeFile(new URL('../../docs/tech-support-trees.md', folder), page);
