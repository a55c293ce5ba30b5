/** The door to the public pages: sign up, confirm, preferences, unsubscribe. */
export { openPreferences, type Preferences } from './open-preferences.ts';
export type { PreferencesDeps, PrivacyDesk } from './room.ts';
export type { Choice, Choices } from './choices.ts';
export { listOf as choicesIn } from './choices.ts';
export { problemsOfAddress, toPostAddress } from './post-address.ts';
export type { ContactDesk } from './contact/desk.ts';
export { freeText } from './contact/write-message.ts';
export type { Message } from './contact/messages-store.ts';
export type { SignUpLimits } from './limits.ts';
