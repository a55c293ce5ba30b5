/** The door to delivery: freezes an audience, hands each mail over at most once, and keeps what became of it. */
export { openDelivery, type Delivery } from './open-delivery.ts';
export type { DeliveryDeps } from './room.ts';
export type { MailingState } from './mailings/mailing-state.ts';
export type { AnsweredMail } from './refusals/note-answers.ts';
export { heldWhy, type RecipientState } from './recipients/recipient-state.ts';
export { defaultVersion } from './words.ts';
export type { MailToPerson, Mailing, MailingSource, Progress, TitleOfMail } from './words.ts';
