/** How people begin to ask. */
import { phrases } from '../words/phrases.ts';

export const searches = phrases(`
  search for|through|my|tasks|all?
  find me? all|any|every|my|the? tasks|todos|items|everything|anything|reminders about|with|containing|mentioning|related|for|that|to|on|due|tagged|in?
  find all|my
  look for|up tasks|my|anything|everything
  look through
  look up
  which tasks|ones mention|contain|are about
  anything|something about
  do i have anything|something|any|a tasks|task|todo? about|on|for|regarding|with
  is there anything|something|a|any task? about|on|regarding|with|for
  where is|'s
  query
  find me? my|the?
  filter by|on|for?
`);

export const lists = phrases(`
  show|list|display|view|print|get|give|read|open|pull me? up?
  show|tell|give|read|let me|us? see|have|out?
  what|what's|whats|wat|which|what're|wht
  my|all|pending|open|outstanding|remaining|overdue|upcoming tasks|todos|to-dos|list|agenda|todo|to-do|reminders
  todo|to-do|task list
  my todo|to-do|task list
  agenda
  my agenda|day|week|schedule
  how many|much
  how's|how is|does my
  any|anything|something
  any tasks|todos
  when|where|who
  when's|whens|where's|who's
  do|did|does|have|has|am|are|is|was|were|will i|my|there|we|the|it|that|any|anything|everything|all|this|today|tomorrow
  remind me what|which|of what
  tell me what|which|about|how|when|if
  can|may i see
  i want|need to see
  let's see
  see my|all|the
  check my|what|if
  count
  isn't|aren't|haven't|didn't i|there|it|that
  got anything|any
  everything due|for|on|that|with|tagged|i|in|overdue
  tasks due|for|on|with|tagged|without|in|this|next|today|tomorrow|that|by|before|after|from
  overdue|upcoming tasks|todos
  completed|finished|done tasks|todos
  due today|tomorrow|this|next|on
  what about
  summary|summarise|summarize of|my|the?
  overview of?
  status of?
  give me a? summary|overview|list|rundown of?
  run me through
  catch me up on?
`);

export const creators =
  /^(?:show|read|open|print|view|get|give|pull|check|list|tell|display|find|look|search|count|see|query|filter)$/;

/** What makes "show", "list", "get" and their like a question about tasks and not a task. */
export const about =
  /^(?:tasks?|todos?|to-dos?|to-do|list|lists|agenda|everything|anything|all|overdue|reminders|completed|due|pending|open|outstanding|upcoming|items|schedule|plate|things|what's|whats|what|which|done|finished|ones|recurring|unfinished|incomplete|how|when|remaining|urgent|critical|priority|it|them|those)$/;
