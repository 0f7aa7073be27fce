/** `npm run interpret`: the offline interpreter on standard input, after the set-up that every command begins with. */
export const main = async (): Promise<void> => {
  await import('../app/chat/interpret.ts');
};
