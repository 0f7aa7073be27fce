/**
 * HTTP/2 in the clear (h2c, RFC 9113 section 3.3) beside HTTP/1.1 on one port. A sidecar that speaks HTTP/1.1 opens at most 1,024
 * connections to its app, one for each call under way; when thousands of reminders ring at the same instant, all that comes after
 * them waits for a free one: commands, and the health probe, whose failing has the sidecar give its actors away. Over HTTP/2 all
 * calls share one connection and none waits for another. Probes and scrapers go on speaking HTTP/1.1.
 */
import type { Server } from 'node:http';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { ChannelRequest, ChannelResponse } from '../../actors/channel.ts';

/** What a client that knows it speaks HTTP/2 sends first begins with these (section 3.4); no method of HTTP/1.1 does. */
const PREFACE = Buffer.from('PRI');
/** More calls than can be due at once: what is above this limit waits in the sidecar. */
const MOST_STREAMS = 100_000;
/** Megabytes that one connection may hold; Node's own limit of 10 would refuse calls once some thousand wait. */
const MOST_MEMORY_MB = 1_024;
/** Who connects and says nothing for so long (milliseconds) is cut. */
const PATIENCE_MS = 10_000;

export type Http2Side = {
  /** Lets what is under way end, and takes nothing new. */
  close: () => void;
  /** Cuts what is left. */
  destroy: () => void;
};

/** Has `server` hand connections that begin in HTTP/2 to `onRequest`, call by call; all others are its own as before. */
export const alsoHttp2 = (
  server: Server,
  onRequest: (request: ChannelRequest, response: ChannelResponse) => void,
  patienceMs = PATIENCE_MS,
): Http2Side => {
  const http2 = createServer({ settings: { maxConcurrentStreams: MOST_STREAMS }, maxSessionMemory: MOST_MEMORY_MB });
  const sessions = new Set<ServerHttp2Session>();
  http2.on('request', onRequest);
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // A connection that broke: each of its calls learns that by itself.
    session.on('error', () => undefined);
  });

  const http1 = server.listeners('connection');
  server.removeAllListeners('connection');
  /** Connections that have said nothing yet. */
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    const leave = (): void => {
      socket.destroy();
    };
    silent.add(socket);
    socket.setTimeout(patienceMs, leave);
    socket.once('error', leave);
    socket.once('close', () => silent.delete(socket));
    socket.once('data', (first: Buffer) => {
      silent.delete(socket);
      socket.setTimeout(0).off('timeout', leave).off('error', leave);
      socket.pause();
      socket.unshift(first);
      if (first.subarray(0, PREFACE.length).equals(PREFACE)) {
        http2.emit('connection', socket);
      } else {
        for (const listener of http1) Reflect.apply(listener, server, [socket]);
        socket.resume();
      }
    });
  });
  return {
    close: () => {
      for (const socket of silent) socket.destroy();
      for (const session of sessions) session.close();
    },
    destroy: () => {
      for (const session of sessions) session.destroy();
    },
  };
};
