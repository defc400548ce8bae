export interface BenchOptions {
  /** Length of each measured window. */
  readonly seconds: number;
  /** The program's processes: roles joined by commas, processes by bars. */
  readonly topology: string;
  /** Conversations that stand in the database before. */
  readonly conversations: number;
  /** Of the contenders only these; all where empty. */
  readonly only: readonly string[];
  /** `NODE_OPTIONS` of the program's processes: profiles. */
  readonly nodeOptions: string;
}

/** What a bench prints; null for what was left out. */
export type Figures = Readonly<Record<string, number | string | null | Readonly<Record<string, number>>>>;
