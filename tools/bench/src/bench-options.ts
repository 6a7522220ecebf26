import type { Figures } from './figures.js';

/** What every part of the run is given. */
export interface BenchOptions {
  figures: Figures;
  /** How many rounds of each measurement are interleaved. */
  rounds: number;
  /** How long one round takes. */
  roundMs: number;
  clients: number[];
  /** How many dossiers the full table holds. */
  dossiers: number;
  /** Where what took long to make is kept and found again. */
  dataDir?: string;
  /** Another checkout, built, that whole lives are measured on in turns with this one. */
  against?: string;
  /** Where the plans of lists and lookups are to be written, if they are wanted. */
  plansFile?: string;
  /** Where the CPU profiles of the services go, if they are wanted. */
  profileDir?: string;
}
