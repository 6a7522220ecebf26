import type { Figures } from './figures.js';

/** The options of every part of the run. */
export interface BenchOptions {
  figures: Figures;
  /** How many rounds of each measurement are interleaved. */
  rounds: number;
  /** How long one round takes. */
  roundMs: number;
  clients: number[];
  /** How many dossiers the full table holds. */
  dossiers: number;
  /** Folder that keeps the full tables between runs. */
  dataDir?: string;
  /** Another built checkout, measured alternately with this one. */
  against?: string;
  /** File for the plans of lists and lookups, optional. */
  plansFile?: string;
  /** Folder for the CPU profiles of the services, optional. */
  profileDir?: string;
}
