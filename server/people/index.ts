/** The door to the staff's side of a person: search, card, recording an opt-out, correcting. */
export { openPeople, type People } from './open-people.ts';
export type { PeopleDeps } from './room.ts';
export { purposeLabels } from './purpose-labels.ts';
export { sentence } from './recording/how-it-came.ts';
export { lookAtPerson } from './look-at-person.ts';
