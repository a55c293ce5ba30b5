/** The door to the person: address, name, language, postal address, last activity. Nothing of what they agreed to. */
export { openSubscribers, type Subscribers } from './open-subscribers.ts';
export { AddressKnown } from './address-known.ts';
export { normaliseEmail, maskEmail } from './email-address.ts';
export type { ActivityKind, NewSubscriber, PostAddress, Subscriber, SubscriberTraits } from './subscriber.ts';
