/** The door to text: what makes words comparable, and CSV files. */
export { csvOf } from './csv.ts';
export { fold } from './fold.ts';
