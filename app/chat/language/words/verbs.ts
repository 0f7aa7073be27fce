/** Verbs of everyday tasks: enough to tell "call mum" from "mum's call", and "paid" from "pay". */

const everyday = new Set(
  `accept add analyse analyze answer apply approve arrange ask assemble assign attend backup bake bathe be book borrow bring brush buy
  call cancel catch change charge chase check choose clean clear close collect compare complete compose confirm contact cook copy cut
  debug decide declutter deliver deploy deposit design develop discuss do donate download draft draw drink drive drop dry dust eat edit email
  e-mail empty exercise explain fax feed fetch figure file fill find finalise finalize finish fix fold follow forward gather get give go grab
  grade hang help hire host hoover inform install invite invoice iron investigate join journal jog keep learn leave lend listen lock look
  mail make measure meditate meet memorize merge message mop mow move nap negotiate notify open order organise organize pack paint park pay
  phone pick ping plan plant play polish post practice practise prep prepare present print proofread publish purchase push put query read
  rearrange reboot recharge record recycle refill refund register release remove renew rent repair repay replace reply report request
  reschedule research reserve respond restart return review revise ring run save say scan schedule search sell send set sew share shop shovel shower sign
  sing sketch skype slack sleep sort speak spray start stop store stretch study submit subscribe swap sweep swim take talk tape teach tell
  test text thank tidy transfer translate trim try turn type update upgrade upload unload use vacuum verify visit vote wake walk wash watch water
  wax weed weigh wipe withdraw work wrap write zoom unpack unsubscribe hand microwave marinate defrost cancel treat text whatsapp facetime venmo
  apologise apologize assess attach boil calculate chop claim comb congratulate decorate descale dig disinfect dispute drain dye enrol enroll evaluate
  examine fertilise fertilize flip freeze groom inflate inspect knit lodge outline prune rake reheat rehearse reimburse reinstall reorder repot resign
  restock rinse sanitise sanitize scrub settle sharpen shave shred soak solve sterilise sterilize tackle thaw unblock unclog unplug whisk`.split(
    /\s+/,
  ),
);

const irregular: Readonly<Record<string, string>> = {
  bought: 'buy', paid: 'pay', sent: 'send', wrote: 'write', written: 'write', made: 'make', did: 'do', done: 'do', got: 'get', took: 'take',
  taken: 'take', went: 'go', gave: 'give', given: 'give', ran: 'run', met: 'meet', told: 'tell', spoke: 'speak', found: 'find', left: 'leave',
  fed: 'feed', swept: 'sweep', built: 'build', brought: 'bring', thought: 'think', caught: 'catch', taught: 'teach', chose: 'choose',
  drove: 'drive', ate: 'eat', eaten: 'eat', drank: 'drink', flew: 'fly', knew: 'know', held: 'hold', kept: 'keep', lost: 'lose', rang: 'ring',
  sold: 'sell', swam: 'swim', wore: 'wear', won: 'win', hung: 'hang', drew: 'draw', began: 'begin', broke: 'break', dug: 'dig', lent: 'lend',
  said: 'say', saw: 'see', seen: 'see', shook: 'shake', slept: 'sleep', spent: 'spend', stood: 'stand', understood: 'understand', woke: 'wake',
  withdrew: 'withdraw', mown: 'mow', read: 'read', cut: 'cut', put: 'put', set: 'set', hit: 'hit', quit: 'quit', shut: 'shut', let: 'let',
  repaid: 'repay', rode: 'ride', sang: 'sing', sewn: 'sew', shot: 'shoot', picked: 'pick', dropped: 'drop', backed: 'back',
}; // prettier-ignore

/** The word may begin a task: "call", "buy". */
export const isVerb = (word: string): boolean => everyday.has(word);

/** "paid" → "pay", "called" → "call", "tidied" → "tidy"; null when the word is no past form of a verb known here. */
export const presentOf = (word: string): string | null => {
  const known = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (known !== undefined) return known;
  if (!word.endsWith('ed') || word.length < 4) return null;
  const stem = word.slice(0, -2);
  const doubled = /([bdgklmnprtv])\1$/.test(stem) ? stem.slice(0, -1) : null;
  const candidates = [stem, `${stem}e`, stem.endsWith('i') ? `${stem.slice(0, -1)}y` : stem, doubled ?? stem];
  return candidates.find((candidate) => everyday.has(candidate)) ?? null;
};

/** Things that have numbers: "chapter 3", "gate 12". */
export const numbered =
  /^(?:chapters?|verse|psalms?|score|ratio|version|v|room|page|pages|section|level|season|episode|step|bus|route|flight|gate|platform|number|no|size|unit|apartment|apt|track|exercise|question|part|volume|vol|phase|grade|figure|table|channel|line)$/;

/** Words that only hold others together, and so cannot be what a date before them describes. */
export const isLink = (word: string): boolean => links.has(word);

const links = new Set(
  `a an the and or but with without about for from to of on in at by as if so because that this then than before after until till during via per
  through re regarding between among into onto over under near off up out it is was are be my your our his her their its me us them i you he
  she we they please pls plz thanks thank also plus not no do don't can could would should will shall when while where which who whom what why how ok okay since
  instead again first asap urgent`.split(/\s+/),
);
