// The door of `mongod`: find a MongoDB server program and run it as a replica set of one.
export { freePort } from './check-port.ts';
export { findMongod } from './find-mongod.ts';
export type { Mongod, Report } from './way.ts';
export { MongodNotFound } from './mongod-not-found.ts';
export { MongodNotStarted } from './mongod-not-started.ts';
export { startReplicaSet } from './start-replica-set.ts';
export type { ReplicaSet, ReplicaSetOptions } from './replica-set.ts';
export { startThrowAwayReplicaSet } from './throw-away.ts';
