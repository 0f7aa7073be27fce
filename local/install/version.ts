/** Version numbers as programs print them, compared part by part. */

/** The first dotted number in the text, such as `1.18.2` in `go1.18.2 linux/amd64`. */
export const versionIn = (text: string): string | undefined => /\d+\.\d+(?:\.\d+)*/.exec(text)?.[0];

/** True when `version` is `wanted` or newer; a missing part counts as zero. */
export const isAtLeast = (version: string, wanted: string): boolean => {
  const have = version.split('.').map(Number);
  const need = wanted.split('.').map(Number);
  for (let part = 0; part < Math.max(have.length, need.length); part += 1) {
    const difference = (have[part] ?? 0) - (need[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
};
