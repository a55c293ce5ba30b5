/** The door to the public pages: sign up, confirm, preferences, unsubscribe. */
export { openPreferences, type Preferences } from './open-preferences.ts';
export type { PreferencesDeps, PrivacyDesk } from './room.ts';
export type { SignUpLimits } from './limits.ts';
