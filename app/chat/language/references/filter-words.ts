/** The phrases that narrow a list, and the words of a question that say nothing of it. */
import { phrases } from '../words/phrases.ts';

export const fillers = new Set(
  `that's thats a an the my me i i'm im i've ive you we our all any every each everything anything something of that which are is was were be been have has had do does did to
  need needs got get gotta must should still left on in for with and or tasks task todos todo to-do to-dos items item things thing stuff list lists
  show please pls can could there's there here what what's whats due currently right now yet so far what're some reminders reminder just only set up coming
  ones one it them those these agenda plate look like going happening planned plan scheduled schedule remaining outstanding pending open active incomplete unfinished undone uncompleted
  marked as labelled labeled tagged tag tags label labels priority category dated dates date by at deadline deadlines exactly many how number count total whole entire full thanks
  hey hi hello ok okay tell give see view display who when where find search searching looking about contain contains containing mention mentioning related title titled called named
  chores work? being assigned under belonging falling upcoming also too again really actually exist existing waiting anymore both either status us today's this's busy day days do? first
  next? will would want like i'd i'll needs? let's let know`.split(/\s+/),
);

export const dones = phrases(`
  completed|finished|done|closed|checked-off|ticked
  checked|ticked off
  completed|finished|done already
  already completed|finished|done
  have|did i|we already? complete|completed|finish|finished|done|do|accomplish|accomplished|finished
  i've|ive|we've already? completed|finished|done|accomplished
  i|we completed|finished|did|accomplished
  got done
`);

export const undones = phrases(`
  not done|completed|finished|complete|closed yet?
  not yet? done|completed|finished|complete
  isn't|aren't|haven't|hasn't|arent|isnt|havent been? done|completed|finished|complete yet?
  i|we haven't|havent|have not|didn't|didnt done|completed|finished|complete|finish|do yet?
  still open|pending|to do|todo|outstanding
  to be done
  left to do
`);

export const alls = phrases(`
  including|incl|include|plus|even the? completed|done|finished|closed ones|tasks?
  completed|done or|and|& open|not|pending|incomplete
  open|pending or|and|& completed|done|closed
  completed ones|tasks? too|included|as well
  done and undone
  what's|whats|what_is done and|or what's|whats|what_is not|still? open|left|pending?
  done and|or what's|whats|what_is not|still? open|left|pending?
  regardless of status
`);

export const undated = phrases(`
  with_no|without a|any? due? date|dates|deadline|deadlines
  have|has no due? date|dates|deadline|deadlines
  don't|dont|do_not have a|any? due? date|dates|deadline|deadlines
  that aren't|arent scheduled|dated
  not scheduled
  unscheduled|undated
  no due? date|deadline
`);

export const withDate = phrases(`
  with a|any due? date|deadline
  with due dates|date
  that have a? due? date|dates|deadline
`);

export const late = phrases(`
  overdue|late
  past due|deadline
  past their|its due date|dates
  i missed|forgot
  have i missed|forgotten
  did i miss|forget
  running late
  behind on
  passed their deadline
  not done on time
  am i behind on|with?
`);

export const repeating = phrases(`
  recurring|repeating|repeat|repeats|recur|recurs|repeated
`);

export const untagged = phrases(`
  untagged
  without any? tags|tag
  with_no|without tags|tag
`);

export const unprioritised = phrases(`
  without a? priority
  with_no priority
  no priority
  unprioritised|unprioritized
`);

export const sortings = {
  priority: phrases(`
    sorted|sort|ordered|order|ranked|rank|arranged|grouped by priority|importance|urgency
    by priority|importance|urgency
    in order of priority|importance|urgency
    most important|urgent first
    highest priority first
  `),
  title: phrases(`
    sorted|sort|ordered|order|arranged by name|title
    by name|title
    alphabetically
    in alphabetical order
  `),
  due: phrases(`
    sorted|sort|ordered|order|arranged by due? date|deadline|time
    by due? date|deadline
    in order of due? date|deadline
  `),
};
