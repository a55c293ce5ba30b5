/** The door to text: what makes words comparable. */
export { fold } from './fold.ts';
