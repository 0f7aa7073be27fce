/** Where in a person's events a page is: the `id` of what it saw last, which says the same to every replica. */
import { z } from 'zod';

export type StreamPosition = { at: string; eventId: string | null };

/** @param at when the event says it happened, or, of no event, from when on the page has listened; RFC 3339 UTC */
export const positionId = (at: string, eventId: string | null): string => (eventId === null ? at : `${at}_${eventId}`);

const instant = z.iso.datetime();
const id = z.guid();

/** @returns null for whatever is no position */
export const readPosition = (text: string): StreamPosition | null => {
  const [at = '', eventId = null, ...rest] = text.split('_');
  if (rest.length > 0 || !instant.safeParse(at).success) return null;
  if (eventId !== null && !id.safeParse(eventId).success) return null;
  return { at, eventId };
};
