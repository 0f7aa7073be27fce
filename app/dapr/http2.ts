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
/** Milliseconds. `first`: who connects and says nothing for so long is cut. `ping`: between two pings of a connection. */
const PATIENCE = { first: 10_000, ping: 2_000 };
/** So many pings in a row without an answer, and a connection is dead: several, because either side may have been busy. */
const MOST_UNANSWERED = 3;

export type Http2Side = {
  /** Lets what is under way end, and takes nothing new. */
  close: () => void;
  /** Cuts what is left. */
  destroy: () => void;
};

/**
 * Pings at each call, and cuts a connection that no longer answers. A sidecar does not ping, so all calls on it would wait for
 * ever: where what is between swallows them, and where nghttp2 has ended the session for its own reasons (a thousand calls
 * cancelled at once are one), of which Node tells neither side.
 */
const watching = (session: ServerHttp2Session) => {
  let unanswered = 0;
  return (): void => {
    if (session.destroyed) return;
    if (unanswered >= MOST_UNANSWERED) {
      session.destroy();
      return;
    }
    unanswered++;
    session.ping((error) => {
      if (error === null) unanswered = 0;
    });
  };
};

/** Has `server` hand connections that begin in HTTP/2 to `onRequest`, call by call; all others are its own as before. */
export const alsoHttp2 = (
  server: Server,
  onRequest: (request: ChannelRequest, response: ChannelResponse) => void,
  patience = PATIENCE,
): Http2Side => {
  const http2 = createServer({ settings: { maxConcurrentStreams: MOST_STREAMS }, maxSessionMemory: MOST_MEMORY_MB });
  const sessions = new Set<ServerHttp2Session>();
  http2.on('request', onRequest);
  http2.on('session', (session) => {
    sessions.add(session);
    const watch = setInterval(watching(session), patience.ping).unref();
    session.once('close', () => {
      clearInterval(watch);
      sessions.delete(session);
    });
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
    socket.setTimeout(patience.first, leave);
    socket.once('error', leave);
    socket.once('close', () => silent.delete(socket));
    socket.once('data', (first: Buffer) => {
      silent.delete(socket);
      socket.setTimeout(0).off('timeout', leave).off('error', leave);
      socket.pause();
      socket.unshift(first);
      if (first.subarray(0, PREFACE.length).equals(PREFACE)) {
        // A server for HTTP/1.1 lets a client close its half; this one is to take the whole for closed.
        socket.allowHalfOpen = false;
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
