/** The one family of errors: each says what to do and is mapped to HTTP in one place (http/answer-errors.ts). */

/** A text to show: a key in templates/locales and the values it needs. */
export interface Message {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What went wrong by the field it belongs to; the values are translation keys. */
export type FieldProblems = Readonly<Record<string, Message>>;

/** The root of the family: `message` is for the log (no personal data), `shown` for the person. */
export class AppError extends Error {
  readonly shown: Message;
  constructor(message: string, shown: Message) {
    super(message);
    this.name = new.target.name;
    this.shown = shown;
  }
}

/** There is no such thing, or not for you: 404. */
export class NotFound extends AppError {
  constructor(shown: Message = { key: 'common:error.notFound' }) {
    super('not found', shown);
  }
}

/** What came in cannot be used: 400, with the fields named. */
export class Invalid extends AppError {
  readonly fields: FieldProblems;
  constructor(fields: FieldProblems, shown: Message = { key: 'common:error.invalid' }) {
    super(`invalid: ${Object.keys(fields).join(', ')}`, shown);
    this.fields = fields;
  }
}

/** Somebody else was first, or the state does not allow it: 409. */
export class Conflict extends AppError {
  constructor(shown: Message) {
    super(`conflict: ${shown.key}`, shown);
  }
}

/** Not with this role or from this place: 403. */
export class Forbidden extends AppError {
  constructor(shown: Message = { key: 'common:error.forbidden' }) {
    super('forbidden', shown);
  }
}

/** Too often in a short time: 429. */
export class TooMany extends AppError {
  constructor(shown: Message = { key: 'common:error.tooMany' }) {
    super('too many', shown);
  }
}

/** Something this needs does not answer: 503. */
export class Unavailable extends AppError {
  constructor(message: string, shown: Message = { key: 'common:error.unavailable' }) {
    super(message, shown);
  }
}

/** A program sent what cannot be taken in at all: too large (413), not JSON (415), another body than before (422). */
export class Refused extends AppError {
  readonly status: 400 | 413 | 415 | 422;
  constructor(status: Refused['status'], shown: Message) {
    super(`refused: ${shown.key}`, shown);
    this.status = status;
  }
}
