// What a way of getting a mongod looks like: each gives one, or the reason why it cannot.

/** A MongoDB server program that runs on this machine. */
export interface Mongod {
  readonly path: string;
  readonly version: string;
}

/** Takes one line that tells a person what is going on. */
export type Report = (line: string) => void;

/** A mongod, or one clause saying why this way did not give one. */
export type Outcome = { readonly mongod: Mongod } | { readonly lacks: string };

/** One way of getting a mongod, and what a person can do to make it work. */
export interface Way {
  readonly advice: string;
  find(report: Report): Promise<Outcome>;
}
