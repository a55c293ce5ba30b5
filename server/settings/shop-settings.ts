/** What a shop may choose. */
import type { ShopShown } from '../platform/http/index.ts';

export interface ShopSettings extends ShopShown {
  /** k: a group below it is neither counted nor written to (SEG-2); never under 10. */
  readonly minimumGroup: number;
  /** In years; younger people are refused kindly (CON-13). */
  readonly minimumAge: number;
  /** Whether customers who were offered a refusal may get newsletters about similar products, unasked (CON-8). */
  readonly softOptIn: boolean;
  /** How long after a sale, in months. */
  readonly softOptInMonths: number;
  /** How long 'Send' waits, in which cancel means that nobody got it (UX-1). */
  readonly sendDelaySeconds: number;
  /** Whether another person than the writer must approve a campaign before it goes out. */
  readonly secondPerson: boolean;
  /** Where the ledger's daily root is mailed to; empty where it is not. */
  readonly rootEmail: string;
}
