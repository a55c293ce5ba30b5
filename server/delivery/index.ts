/** The door to delivery: freezes an audience, hands each mail over at most once, and keeps what became of it. */
export { openDelivery, type Delivery } from './open-delivery.ts';
export type { DeliveryDeps } from './room.ts';
export type { MailingState } from './mailings/mailing-state.ts';
export { closedInWords } from './pages/closed-in-words.ts';
export { deliverabilityRoutes } from './pages/deliverability-routes.ts';
export type { AnsweredMail } from './refusals/note-answers.ts';
export { heldWhy, type RecipientState, type Skipped, skippedWhy } from './recipients/recipient-state.ts';
export { defaultVersion } from './words.ts';
export type {
  Actor,
  Alert,
  MailToPerson,
  MakeMail,
  Mailing,
  MailingFigures,
  MailingSource,
  Outcome,
  Progress,
  RecipientRow,
  StaffMember,
  Steered,
  TitleOfMail,
} from './words.ts';
export type { GuardedNumber } from './figures/guard-parts.ts';
export { otherProvider } from './figures/providers.ts';
export type { Answers, Outcomes } from './figures/sum-figures.ts';
export type { Timeline } from './figures/timeline.ts';
