/** Finds versions with an offer that another version has not (CON-14). */
import { type Campaign, writtenIn } from '../editing/campaign.ts';
import type { Content } from './blocks.ts';

/** Words of a discount or a voucher, in the languages of mails. */
const offer =
  /\b(?:korting\w*|kortings\w+|actiecode|waardebon\w*|tegoedbon\w*|cadeaubon\w*|voucher\w*|discount\w*|coupon\w*|\d+ ?% (?:off|minder))/i;

/** How many versions carry one, where not all of them do; else 0. A version without words of its own reads as the default. */
export function oneSidedOffers({ versions }: Pick<Campaign, 'versions'>): number {
  const written = versions.filter((version) => writtenIn(version).length > 0);
  const offering = written.filter(({ content }) => Object.values(content).some(hasOffer));
  return offering.length < written.length ? offering.length : 0;
}

function hasOffer({ subject, preheader, blocks }: Content): boolean {
  const words = blocks.map((block) => {
    if (block.kind === 'text') return block.text;
    return block.kind === 'image' ? block.alt : block.label;
  });
  return [subject, preheader, ...words].some((text) => offer.test(text));
}
