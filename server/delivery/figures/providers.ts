/** The ten biggest mailbox providers of our readers: the only domains that a row remembers, as any other may name a person. */

const domains: Readonly<Record<string, readonly string[]>> = {
  Google: ['gmail.com', 'googlemail.com'],
  Microsoft: ['outlook.com', 'hotmail.com', 'hotmail.nl', 'live.nl', 'live.com', 'live.be', 'msn.com'],
  Apple: ['icloud.com', 'me.com', 'mac.com'],
  Yahoo: ['yahoo.com', 'yahoo.nl', 'ymail.com', 'aol.com'],
  KPN: [
    'kpnmail.nl',
    'planet.nl',
    'hetnet.nl',
    'kpnplanet.nl',
    'xs4all.nl',
    'telfort.nl',
    'telfortglasvezel.nl',
  ],
  Ziggo: ['ziggo.nl', 'home.nl', 'upcmail.nl', 'chello.nl', 'casema.nl', 'quicknet.nl'],
  Proton: ['proton.me', 'protonmail.com', 'pm.me'],
  GMX: ['gmx.net', 'gmx.com', 'gmx.de', 'web.de'],
  Telenet: ['telenet.be', 'pandora.be'],
  Proximus: ['skynet.be', 'proximus.be'],
};

const byDomain = new Map(
  Object.entries(domains).flatMap(([provider, owned]) => owned.map((domain) => [domain, provider] as const)),
);

/** All other domains together. */
export const otherProvider = 'other';

/** Who keeps the mailbox of the address, by its domain. */
export function providerOf(address: string): string {
  return byDomain.get(address.slice(address.lastIndexOf('@') + 1).toLowerCase()) ?? otherProvider;
}
