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
};
