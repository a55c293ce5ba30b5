/** The staff's navigation: which pages there are, and for which roles. */
import type { NavEntry } from './accounts/index.ts';

/** What waits for somebody; a number beside an entry. */
interface Badges {
  readonly openMessages: () => Promise<number>;
}

/** Each entry is shown to whoever has one of its roles; some with a number of what waits. */
export const navigation = (badges: Badges): readonly NavEntry[] => [
  {
    href: '/staff',
    icon: 'layout-dashboard',
    label: 'staff:nav.overview',
    roles: ['marketer', 'counter', 'privacy-officer', 'administrator'],
  },
  {
    href: '/staff/people',
    icon: 'users',
    label: 'staff:nav.people',
    roles: ['counter', 'privacy-officer', 'administrator'],
  },
  {
    href: '/staff/messages',
    icon: 'inbox',
    label: 'staff:nav.messages',
    roles: ['counter', 'privacy-officer', 'administrator'],
    badge: badges.openMessages,
  },
  { href: '/staff/groups', icon: 'tag', label: 'staff:nav.groups', roles: ['marketer', 'administrator'] },
  {
    href: '/staff/interests',
    icon: 'flower-2',
    label: 'staff:nav.interests',
    roles: ['marketer', 'administrator'],
  },
  {
    href: '/staff/campaigns',
    icon: 'mail',
    label: 'staff:nav.campaigns',
    roles: ['marketer', 'administrator'],
  },
  {
    href: '/staff/newsletters',
    icon: 'newspaper',
    label: 'staff:nav.newsletters',
    roles: ['marketer', 'administrator'],
  },
  {
    href: '/staff/deliverability',
    icon: 'send',
    label: 'staff:nav.deliverability',
    roles: ['marketer', 'administrator'],
  },
  {
    href: '/staff/purposes',
    icon: 'message-square-quote',
    label: 'staff:nav.purposes',
    roles: ['marketer', 'privacy-officer', 'administrator'],
  },
  {
    href: '/staff/consents',
    icon: 'chart-line',
    label: 'staff:nav.consents',
    roles: ['marketer', 'privacy-officer', 'administrator'],
  },
  {
    href: '/staff/imports',
    icon: 'file-up',
    label: 'staff:nav.imports',
    roles: ['marketer', 'administrator'],
  },
  {
    href: '/staff/privacy',
    icon: 'shield-check',
    label: 'staff:nav.privacy',
    roles: ['privacy-officer', 'administrator'],
  },
  {
    href: '/staff/statements',
    icon: 'scroll-text',
    label: 'staff:nav.statements',
    roles: ['privacy-officer', 'administrator'],
  },
  {
    href: '/staff/settings',
    icon: 'sliders-horizontal',
    label: 'staff:nav.settings',
    roles: ['administrator'],
  },
  { href: '/staff/accounts', icon: 'key-round', label: 'staff:nav.accounts', roles: ['administrator'] },
];
