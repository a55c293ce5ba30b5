/** Which network a request comes from. */
import { isIPv6 } from 'node:net';

/** An IPv6 household has a whole /64 to itself; an IPv4 address counts as it is. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip.replace(/^::ffff:/i, '');
  const [before = '', after] = ip.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  const rest = after ? after.split(':') : [];
  const zeros = after === undefined ? [] : Array<string>(8 - groups.length - rest.length).fill('0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
