/** The conflict of two people, or two requests, that want the same address. */
import { Conflict } from '../platform/errors/index.ts';

/** Somebody has this address already; who asks again finds them. */
export class AddressKnown extends Conflict {
  constructor() {
    super({ key: 'common:error.addressKnown' });
  }
}
