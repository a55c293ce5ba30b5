/** The door to the shop's own settings: who it is, how it looks, the numbers it may choose. */
export { openSettings, type Settings } from './open-settings.ts';
export { senderRoutes } from './sender/sender-routes.ts';
export { settingsRoutes } from './settings-routes.ts';
export type { ShopSettings } from './shop-settings.ts';
