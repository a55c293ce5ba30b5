/** The door to the settings that come from the environment. */
export { readConfig, ConfigError, type Config, type DkimConfig } from './read-config.ts';
export { withDevelopmentDefaults } from './development-defaults.ts';
export { loadDotEnv } from './load-dot-env.ts';
export type { DkimKey, NamedKey } from './keys.ts';
