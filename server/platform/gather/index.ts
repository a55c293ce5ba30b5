/** The door to gathering: what many ask for at the same time is done together. */
export { askTogether } from './ask-together.ts';
export { gather } from './gather.ts';
