/** The words of tracing for those of `app/` who may not know the actors' shell. */
export { during, inTrace, untraced, type Begin, type Begun, type Span } from '../../actors/trace.ts';
