/** The parts of a mail address and their forms on the line. */
import { domainToASCII } from 'node:url';

/** The address with an international domain in its ASCII form (punycode); the part before the @ stays as it is. */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1).toLowerCase()}`;
}

/** What stands behind the @, in its ASCII form. */
export function domainOf(address: string): string {
  return asciiAddress(address).slice(asciiAddress(address).lastIndexOf('@') + 1);
}

/** Whether the part before the @ needs SMTPUTF8 on the server (RFC 6531); the domain never does. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\x20-\x7e]/.test(address.slice(0, address.lastIndexOf('@')));
}
