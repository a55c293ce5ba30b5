/** What only development has: a database of its own, an inbox that takes every mail, and demo data. */
export { prepareDevelopment } from './prepare-development.ts';
export { sayWhereToLook } from './say-where-to-look.ts';
export { demoAccounts, demoPassword, fillDemoShop, openDemoShop } from './fill-demo-shop.ts';
export { runningDatabase } from './running-database.ts';
