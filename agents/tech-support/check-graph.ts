/** Whether each step of a tree leads somewhere, is led to, and lets everybody out. */
import { PEOPLE, SOLVED, type Step } from './tree.ts';
import type { Problem } from './yaml-file.ts';

interface Placed {
  readonly step: Step;
  /** Of each option, where its target stands in the file. */
  readonly paths: ReadonlyMap<string, Problem['path']>;
}

type Leads = (step: Step) => readonly string[];

/** Everything that can be reached from there, itself included. */
function reach(from: string, steps: ReadonlyMap<string, Step>, leads: Leads): ReadonlySet<string> {
  const reached = new Set([from]);
  for (const name of reached) {
    const step = steps.get(name);
    for (const next of step ? leads(step) : []) reached.add(next);
  }
  return reached;
}

const everyWay: Leads = ({ options }) => options.map(({ to }) => to);
/** The ways of somebody whom nothing helps. */
const unhelpedWays: Leads = ({ options }) =>
  options.filter(({ id, to }) => id !== 'worked' && to !== SOLVED).map(({ to }) => to);

function findUnknown({ step, paths }: Placed, steps: ReadonlyMap<string, Step>): Problem[] {
  const wrong = step.options.filter(({ to }) => to !== SOLVED && to !== PEOPLE && !steps.has(to));
  // The two ways on from a `do` stand on one line.
  return [...new Map(wrong.map((option) => [String(paths.get(option.id)), option])).values()].map(
    ({ id, to }) => ({ path: paths.get(id) ?? [], reason: `there is no step “${to}”` }),
  );
}

/** @param placed the first is where the tree begins */
export function checkGraph(placed: readonly Placed[]): readonly Problem[] {
  const steps = new Map(placed.map(({ step }) => [step.id, step]));
  const reserved = [SOLVED, PEOPLE].filter((name) => steps.has(name));
  if (reserved.length > 0) {
    return reserved.map((name) => ({
      path: ['steps', name],
      reason: `“${name}” is an end, and no step's name`,
    }));
  }
  const unknown = placed.flatMap((one) => findUnknown(one, steps));
  if (unknown.length > 0) return unknown;
  const reached = reach(placed[0]?.step.id ?? '', steps, everyWay);
  return placed.flatMap(({ step: { id } }): Problem[] => {
    const path = ['steps', id];
    if (!reached.has(id)) return [{ path, reason: `no step leads to “${id}”` }];
    if (reach(id, steps, unhelpedWays).has(PEOPLE)) return [];
    return [{ path, reason: `from “${id}” somebody whom nothing helps never gets to people` }];
  });
}
