/** Runs transactions, and what has to be said outside the database just before their commit and once they are over. */
import type { ClientSession, Connection } from 'mongoose';

/** A transaction under way, handed through so that several rooms write in the same one. */
export type Tx = ClientSession;

/** Told once whether what was announced has come true. */
export type Ending = (committed: boolean) => Promise<void> | void;

export interface Transactions {
  /** Runs `work` in a transaction (majority, journaled) and again when MongoDB asks for a retry. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Has `step` done when the work of this transaction is through, just before its commit; what it answers is told
   * afterwards whether that came about. For what must be on another disk before the database has it.
   */
  beforeCommit(tx: Tx, step: () => Promise<Ending>): void;
}

/** Opens transactions on the connection. */
export function openTransactions(connection: Connection): Transactions {
  const announced = new WeakMap<Tx, (() => Promise<Ending>)[]>();
  return {
    transaction: (work) =>
      connection.getClient().withSession(async (tx) => {
        const endings: Ending[] = [];
        const end = async (committed: boolean): Promise<void> => {
          for (const ending of endings.splice(0)) await ending(committed);
        };
        try {
          const result = await tx.withTransaction(async () => {
            await end(false); // an attempt before this one was rolled back
            const steps: (() => Promise<Ending>)[] = [];
            announced.set(tx, steps);
            const done = await work(tx);
            for (const step of steps) endings.push(await step());
            return done;
          });
          await end(true);
          return result;
        } catch (error) {
          await end(false);
          throw error;
        }
      }),
    beforeCommit: (tx, step) => {
      const steps = announced.get(tx);
      if (!steps) throw new TypeError('not inside a transaction');
      steps.push(step);
    },
  };
}
