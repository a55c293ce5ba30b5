// The error that says that no MongoDB server was found, and every way out.

/** A way that was tried: what a person can do, and why it did not work. */
export interface TriedWay {
  readonly advice: string;
  readonly lacks: string;
}

/** No mongod was found; the message lists the ways to get one. */
export class MongodNotFound extends Error {
  override readonly name = 'MongodNotFound';

  constructor(tried: readonly TriedWay[]) {
    const lines = tried.map((way) => `- ${way.advice} (${way.lacks})`);
    super(
      [
        'No MongoDB server was found. Any one of these ways helps:',
        '- set MONGODB_URI to a replica set that is running',
        ...lines,
      ].join('\n'),
    );
  }
}
