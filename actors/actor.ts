/** What a kind of actor is to its host: a name, how one comes to life, and what it answers to. Nothing of Dapr's is in it. */

/** `Self` is what one activated actor keeps in memory; the host throws it away after any error. */
export type ActorDefinition<Self> = {
  /** Stored keys and reminders carry this name. */
  type: string;
  /** Brings one to life in memory. Cheap: the state is loaded by the first turn that needs it. */
  activate: (id: string) => Self;
  /** What can be called, by name. `input` is the parsed JSON of the call, undefined when there was none. */
  methods: Readonly<Record<string, (self: Self, input: unknown) => Promise<unknown>>>;
  /** A reminder rang. `data` is what it was armed with. A throw has it delivered again. */
  remind: (self: Self, name: string, data: unknown) => Promise<void>;
  /**
   * Whether a reminder of this name rings at once. Any other may be one of thousands due at an instant, which the host takes a few
   * at a time; while one waits its turn, its actor cannot be called.
   */
  goesAhead?: (name: string) => boolean;
};
