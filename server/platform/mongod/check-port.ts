// Looks at ports of this machine: is one free, and which one is.
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** True if nobody listens on the port of 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** True if somebody takes connections on the port of 127.0.0.1. */
export function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => done(false));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
  });
}

function listenOnce(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => done(taken));
    });
  });
}
