import { scenario, type Decider } from './scenario.js';

type Event = { type: 'filed' } | { type: 'answered'; by: string };
const petition: Decider<'new' | 'filed' | 'answered', { answerBy: string }, Event> = {
  initial: 'new',
  evolve: (_state, event) => event.type,
  decide(state, command) {
    if (state !== 'filed') throw Object.assign(new Error('not filed'), { code: 'petition.not-filed' });
    return [{ type: 'answered', by: command.answerBy }];
  },
};

describe('a scenario', () => {
  it('passes when exactly what was expected happens', () => {
    scenario(petition).given({ type: 'filed' }).when({ answerBy: 'an' }).then({ type: 'answered', by: 'an' });
  });

  it('fails when something else happens, and shows both', () => {
    const outcome = scenario(petition).given({ type: 'filed' }).when({ answerBy: 'an' });
    expect(() => outcome.then({ type: 'answered', by: 'binh' })).toThrow(/binh[^]*but this happened[^]*'an'/);
    expect(() => outcome.then()).toThrow(/but this happened/);
    expect(() => outcome.thenRefused('petition.not-filed')).toThrow(/Expected a refusal petition.not-filed/);
  });

  it('passes when it is refused with the code that was expected', () => {
    scenario(petition).when({ answerBy: 'an' }).thenRefused('petition.not-filed');
    scenario(petition).given().when({ answerBy: 'an' }).thenRefused();
  });

  it('fails when it is refused with another code', () => {
    const outcome = scenario(petition).when({ answerBy: 'an' });
    expect(() => outcome.thenRefused('petition.gone')).toThrow(
      /petition.gone but it was refused with petition.not-filed/,
    );
  });
});
