/** A process that takes a folder's lock, says how it went, and holds it until its parent lets go. */
import { lockFolder } from '../../src/databases/folder-lock.ts';

let outcome = 'locked';
try {
  const lock = lockFolder(process.argv[2] ?? '');
  process.on('disconnect', () => lock[Symbol.dispose]());
} catch {
  outcome = 'refused';
  process.on('disconnect', () => undefined);
}
process.send?.(outcome);
