/** Yes and no, as people say them. */
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';

export const yes = phrases(`
  yes|yep|yeah|yup|ya|yea|yas|y|sure|ok|okay|k|confirm|confirmed|absolutely|definitely|affirmative|correct|right|please|indeed|aye|go|ja|si|oui|👍|✅|totally
  yes|yep|yeah|yup|sure|ok|okay please|do|sure|confirm|definitely|thanks
  do it|so|that
  yes|yeah|yep|ok|sure ,? do it|so|that
  go ahead|on|for
  yes|yeah|ok|sure ,? go ahead
  please do
  of course
  i'm|im|i_am sure
  yes|yeah|yep ,? i'm|im|i_am sure
  that's right|fine|ok
  sounds good
  why not
`);

/** What else says yes to a deletion that is asked about. */
export const yesDelete = phrases(`
  yes|yeah|yep|ok|sure ,? delete|remove|clear them|it|all|everything|those all?
  yes|yeah|yep|ok|sure ,? delete|remove|clear all of? them|it|everything?
  delete|remove them|it|everything all?
  delete|remove all of? them
  yes? ,? all of them
  yes ,? all
`);

export const no = phrases(`
  no|nope|nah|n|neither|none|cancel|stop|abort|wait|nay|negative|keep|nevermind|👎
  no thanks|thank
  no ,? thanks|don't|dont|keep|wait|stop|cancel
  no thank you
  no ,? keep|leave them|it|those|all
  don't|dont|do_not do|delete|remove? it|that|them|anything|any?
  never mind
  nvm|nm
  forget it|that
  keep them|it|those all?
  keep all of? them
  leave them|it alone?
  cancel that|it
  no way
  not now|yet|really
  let me think
  i changed my mind
`);

export const only = (tokens: readonly Token[], set: ReturnType<typeof phrases>): boolean => {
  let from = 0;
  while (/^(?:hmm+|um+|uh|er|oh|well|actually|ah|,|\.\.\.|…)$/.test(tokens[from]?.lower ?? '')) from++;
  let end = phraseEnd(set, tokens, from);
  if (end < 0) return false;
  // "yes, go ahead, please": one after the other.
  while (end < tokens.length) {
    const between =
      tokens[end]?.kind === 'sign' ||
      tokens[end]?.kind === 'bangs' ||
      /^(?:please|pls|thanks|now|yes|no|then|ok|sure|and)$/.test(tokens[end]?.lower ?? '');
    const more = between ? end + 1 : phraseEnd(set, tokens, end);
    if (more < 0) return false;
    end = more;
  }
  return true;
};

export const isYes = (tokens: readonly Token[]): boolean => only(tokens, yes);

export const isNo = (tokens: readonly Token[]): boolean => only(tokens, no);
