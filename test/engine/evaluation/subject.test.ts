import { isProblem, subjectOf, type Subject } from '../../../src/engine/evaluation';

describe('a subject', () => {
  it('is OpenFeature’s flat object, whose targeting key becomes the user’s', () => {
    expect(subjectOf({ targetingKey: 'ada', country: 'NL', address: { city: 'Utrecht' } })).toEqual({
      contexts: { user: { key: 'ada', country: 'NL', address: { city: 'Utrecht' } } },
    });
    expect(subjectOf({ country: 'NL' })).toEqual({ contexts: { user: { country: 'NL' } } });
    expect(subjectOf({})).toEqual({ contexts: { user: {} } });
  });

  it('may have several contexts, and assignments', () => {
    const subject = {
      contexts: { user: { key: 'ada' }, company: { key: 'acme' } },
      assignments: { 'checkout@1': 'on' },
    };
    expect(subjectOf(subject)).toEqual(subject);
  });

  it('is a copy: what the caller does to its own object later does not matter', () => {
    const input = { targetingKey: 'ada', address: { city: 'Utrecht' } };
    const subject = subjectOf(input) as Subject;
    input.address.city = 'Delft';
    expect(subject.contexts.user.address).toEqual({ city: 'Utrecht' });
  });

  it('takes dates as texts, and leaves out what is undefined', () => {
    expect(subjectOf({ born: new Date(0), gone: undefined })).toEqual({
      contexts: { user: { born: '1970-01-01T00:00:00.000Z' } },
    });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['a text', 'ada', '', /must be an object/],
    ['a list', [], '', /must be an object/],
    ['null', null, '', /must be an object/],
    ['a key that is no text', { targetingKey: 7 }, 'targetingKey', /must be a text/],
    ['contexts that are none', { contexts: [] }, 'contexts', /must be an object/],
    ['a context that is none', { contexts: { user: 'ada' } }, 'contexts.user', /must be an object/],
    ['something beside contexts', { contexts: {}, now: 7 }, 'now', /assignments only/],
    ['assignments that are none', { contexts: {}, assignments: { a: 1 } }, 'assignments.a', /must be a text/],
    ['a prototype', JSON.parse('{"__proto__":{"admin":true}}'), '__proto__', /may not be called __proto__/],
    ['a nested prototype', JSON.parse('{"a":[{"__proto__":1}]}'), 'a[0].__proto__', /__proto__/],
    ['a constructor', { a: { constructor: 1 } }, 'a.constructor', /may not be called constructor/],
    ['a kind called prototype', { contexts: { prototype: {} } }, 'contexts.prototype', /may not be called/],
    ['a function', { a: () => 1 }, 'a', /plain data is needed, got a function/],
    ['a number that is none', { a: { b: NaN } }, 'a.b', /finite number/],
    ['a bigint', { a: 1n }, 'a', /got a bigint/],
  ])('that is %s is refused', (_what, input, path, message) => {
    const problem = subjectOf(input);
    expect(isProblem(problem)).toBe(true);
    expect(problem).toEqual({ path, message: expect.stringMatching(message) });
  });

  it('may be nested 32 levels deep and no deeper', () => {
    const nested = (levels: number): unknown => (levels === 1 ? {} : { a: nested(levels - 1) });
    expect(isProblem(subjectOf(nested(32)))).toBe(false);
    expect(subjectOf(nested(33))).toMatchObject({ message: 'a subject may be nested 32 levels deep' });
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(subjectOf(endless)).toMatchObject({ message: 'a subject may be nested 32 levels deep' });
  });

  it('leaves the prototypes of everything else alone', () => {
    subjectOf(JSON.parse('{"a":{"__proto__":{"polluted":true}}}'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
