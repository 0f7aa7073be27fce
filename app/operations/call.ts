/** Calls an entry of the catalogue on somebody's behalf, whichever edge it came through. */
import { userById, type User } from '../queries/users.ts';
import { Unauthenticated, type AnyOperation, type Outcome, type Request, type Services } from './operation.ts';

/** @param who the user, or as much as is known: the id, or null when nobody is signed in. @throws {Unauthenticated} when the operation needs a user there is none of. */
export const call = (
  operation: AnyOperation,
  services: Services,
  who: User | string | null,
  request: Request,
  input: unknown,
): Promise<Outcome<unknown>> => {
  const work = (watched: Request) => callUnwatched(operation, services, who, watched, input);
  return services.watch === undefined ? work(request) : services.watch(operation.name, request, work);
};

const callUnwatched = async (
  operation: AnyOperation,
  services: Services,
  who: User | string | null,
  request: Request,
  input: unknown,
): Promise<Outcome<unknown>> => {
  if (operation.access === 'public') return operation.call({ ...services, request }, input);
  if (who === null) throw new Unauthenticated('Nobody is signed in');
  const userId = typeof who === 'string' ? who : who.user_id;
  let known = typeof who === 'string' ? undefined : Promise.resolve(who);
  const user = () => (known ??= existing(services, userId));
  return operation.call({ ...services, request, userId, user }, input);
};

const existing = async ({ db }: Services, userId: string): Promise<User> => {
  const user = await userById(db, userId);
  if (user === null) throw new Unauthenticated('The account of this token does not exist any more');
  return user;
};
