/** A call from the sidecar and its answer, whichever version of HTTP it comes by. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

export type ChannelRequest = IncomingMessage | Http2ServerRequest;
export type ChannelResponse = ServerResponse | Http2ServerResponse;

/** Answers what is its business and says so, or says that it is not. Never throws. */
export type ChannelHandler = (request: ChannelRequest, response: ChannelResponse) => boolean;

/** Whether whoever asked has given up. */
export const isGone = (request: ChannelRequest, response: ChannelResponse): boolean =>
  'stream' in response ? response.stream.destroyed : request.socket.destroyed;

/** Sends a whole answer at once, unless one has been begun or nobody is there any more. */
export const send = (response: ChannelResponse, status: number, type: string, text: string): void => {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('content-type', type);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
};
