import { isDeepStrictEqual } from 'node:util';
import { inspect } from 'node:util';

/** A pure decider: events and a command give new events, or throw a refusal. */
export interface Decider<State, Command, Event> {
  initial: State;
  evolve(state: State, event: Event): State;
  decide(state: State, command: Command): Event[];
}

interface Refusal {
  code?: string;
  message?: string;
}

interface Outcome<Event> {
  /** Exactly these events happen, in this order. */
  then(...expected: Event[]): void;
  /** It is refused; with `code` when one is given. */
  thenRefused(code?: string): void;
}

interface Given<Command, Event> {
  when(command: Command): Outcome<Event>;
}

/** Given events, when a command, then events: `scenario(dossier).given(a, b).when(c).then(d)`. */
export function scenario<State, Command, Event>(
  decider: Decider<State, Command, Event>,
): Given<Command, Event> & { given(...events: Event[]): Given<Command, Event> } {
  const from = (state: State): Given<Command, Event> => ({
    when: (command) => outcomeOf(() => decider.decide(state, command)),
  });
  return {
    ...from(decider.initial),
    given: (...events) => from(events.reduce((state, event) => decider.evolve(state, event), decider.initial)),
  };
}

function outcomeOf<Event>(decide: () => Event[]): Outcome<Event> {
  return {
    then(...expected) {
      const happened = decide();
      if (!isDeepStrictEqual(happened, expected)) {
        throw new Error(`Expected to happen:\n${shown(expected)}\nbut this happened:\n${shown(happened)}`);
      }
    },
    thenRefused(code) {
      let happened: Event[];
      try {
        happened = decide();
      } catch (error) {
        const refusal = error as Refusal;
        if (code !== undefined && refusal.code !== code) {
          throw new Error(`Expected a refusal ${code} but it was refused with ${refusal.code ?? refusal.message}`);
        }
        return;
      }
      throw new Error(`Expected a refusal ${code ?? ''} but this happened:\n${shown(happened)}`);
    },
  };
}

function shown(value: unknown): string {
  return inspect(value, { depth: 10, breakLength: 120 });
}
