export interface BenchOptions {
  /** Length of each measured window. */
  readonly seconds: number;
}
