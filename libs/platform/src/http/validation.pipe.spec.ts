import { DateOnly, DomainError, type FieldError, ListDossiersQuery, NestedType } from '@motcua/contracts';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { RequestValidationPipe, UuidPipe } from './validation.pipe.js';

class Budget {
  @IsInt()
  @Min(1)
  amount: number;
}

class Step {
  @ValidateNested()
  @NestedType(() => Budget)
  budget: Budget;
}

class Applicant {
  @Matches(/^\d{12}$/, { context: { vi: 'phải gồm 12 chữ số', en: 'must be 12 digits' } })
  identityNumber: string;
}

class Request {
  @IsString()
  @MaxLength(10)
  name: string;

  @ValidateNested()
  @NestedType(() => Applicant)
  applicant: Applicant;

  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @NestedType(() => Step)
  steps: Step[];

  @IsOptional()
  @IsIn(['online', 'counter'])
  channel?: string;

  @IsOptional()
  @IsString({ each: true })
  notes?: string[];
}

const pipe = new RequestValidationPipe();
const body = { type: 'body' as const, metatype: Request };
const good = (): any => ({
  name: 'An',
  applicant: { identityNumber: '079123456789' },
  steps: [{ budget: { amount: 1 } }],
});

async function refusedFields(value: unknown): Promise<FieldError[]> {
  const error = await pipe.transform(value, body).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  expect((error as DomainError).kind).toBe('invalid');
  return (error as DomainError).fields;
}

describe('a request body', () => {
  it('that is valid becomes an instance of its class', async () => {
    const request = await pipe.transform(good(), body);
    expect(request).toBeInstanceOf(Request);
    expect((request as Request).steps[0]!.budget).toBeInstanceOf(Budget);
  });

  it('that is invalid is refused with the path of every invalid field, in both languages', async () => {
    const fields = await refusedFields({
      name: 'Nguyễn Văn Bình An',
      applicant: { identityNumber: '12' },
      steps: [{ budget: { amount: 1 } }, { budget: { amount: 1 } }, { budget: { amount: 0 } }],
      channel: 'fax',
      notes: ['a', 1],
    });
    expect(fields).toEqual([
      {
        path: 'name',
        code: 'maxLength',
        message: {
          vi: 'không được dài quá 10 ký tự',
          en: 'must be shorter than or equal to 10 characters',
        },
      },
      {
        path: 'applicant.identityNumber',
        code: 'matches',
        message: { vi: 'phải gồm 12 chữ số', en: 'must be 12 digits' },
      },
      {
        path: 'steps[2].budget.amount',
        code: 'min',
        message: { vi: 'phải từ 1 trở lên', en: 'must not be less than 1' },
      },
      {
        path: 'channel',
        code: 'isIn',
        message: {
          vi: 'phải là một trong: online, counter',
          en: 'must be one of the following values: online, counter',
        },
      },
      {
        path: 'notes',
        code: 'isString',
        message: { vi: 'mỗi mục phải là chuỗi ký tự', en: 'each item must be a string' },
      },
    ]);
  });

  it('with a value of the wrong type gets only that error, not every other broken rule', async () => {
    const fields = await refusedFields({ ...good(), steps: [{ budget: { amount: 'many' } }] });
    expect(fields.map((field) => [field.path, field.code])).toEqual([['steps[0].budget.amount', 'isInt']]);
  });

  it('without a required field is told that it is required, not its type', async () => {
    const { name: _name, ...rest } = good();
    const required = { code: 'isDefined', message: { vi: 'là bắt buộc', en: 'is required' } };
    expect(await refusedFields(rest)).toEqual([{ path: 'name', ...required }]);
    expect(await refusedFields({ ...good(), applicant: { identityNumber: null } })).toEqual([
      { path: 'applicant.identityNumber', ...required },
    ]);
  });

  it('with a list of lists is told which list breaks a rule, and its limit', async () => {
    class Grid {
      @IsArray()
      @ArrayMinSize(2)
      @IsArray({ each: true })
      @ArrayMinSize(3, { each: true })
      rows: string[][];
    }
    const told = async (rows: unknown): Promise<unknown> =>
      pipe.transform({ rows }, { type: 'body', metatype: Grid }).then(
        () => undefined,
        ({ fields }: DomainError) => fields[0]!.message,
      );
    const row = ['a', 'b', 'c'];
    expect(await told([row, row])).toBeUndefined();
    expect(await told([row])).toEqual({ vi: 'phải có ít nhất 2 mục', en: 'must contain at least 2 elements' });
    expect(await told([row, 'abc'])).toEqual({ vi: 'mỗi mục phải là danh sách', en: 'each item must be an array' });
    expect(await told([row, ['a']])).toEqual({
      vi: 'mỗi mục phải có ít nhất 3 mục',
      en: 'each item must contain at least 3 elements',
    });
  });

  it('with a field that the class does not have is refused, so that a misspelling is noticed', async () => {
    expect(await refusedFields({ ...good(), chanel: 'online' })).toEqual([
      {
        path: 'chanel',
        code: 'whitelistValidation',
        message: { vi: 'không phải là trường của yêu cầu này', en: 'is not a field of this request' },
      },
    ]);
  });

  it('with null for an optional field is as without it; null for a required or unknown field is refused', async () => {
    const request = (await pipe.transform({ ...good(), notes: null }, body)) as Request;
    expect(Object.keys(request)).not.toContain('notes');
    expect((await refusedFields({ ...good(), name: null })).map(({ path }) => path)).toEqual(['name']);
    expect((await refusedFields({ ...good(), chanel: null })).map(({ path }) => path)).toEqual(['chanel']);
    expect((await refusedFields({ ...good(), notes: [null] })).map(({ path }) => path)).toEqual(['notes']);
  });

  it.each([[[]], ['text'], [7], [null], [true]])('that is %j and not an object is refused', async (value) => {
    expect(await refusedFields(value)).toEqual([expect.objectContaining({ code: 'isObject' })]);
  });

  it('that is absent is refused with the missing fields', async () => {
    const paths = (await refusedFields(undefined)).map((field) => field.path);
    expect(paths).toEqual(expect.arrayContaining(['name', 'steps']));
  });

  it('gets its text in one Unicode form, from any keyboard', async () => {
    const decomposed = 'Tie\u0302\u0301ng';
    const request = (await pipe.transform({ ...good(), name: decomposed }, body)) as Request;
    expect(request.name).toBe('Tiếng');
  });

  it('with a NUL character or half a surrogate pair is refused, because it cannot be stored', async () => {
    expect(await refusedFields({ ...good(), name: 'a\0b' })).toEqual([
      expect.objectContaining({ path: 'name', code: 'noNul' }),
    ]);
    expect(await refusedFields({ ...good(), notes: ['ok', '\ud800'] })).toEqual([
      expect.objectContaining({ path: 'notes[1]', code: 'wellFormed' }),
    ]);
    await expect(pipe.transform({ ...good(), name: '😀' }, body)).resolves.toMatchObject({ name: '😀' });
  });

  it('with too many combining marks in a row is refused before normalisation', async () => {
    const began = performance.now();
    expect(await refusedFields({ ...good(), notes: [`a${'\u0315\u0300'.repeat(80_000)}`] })).toEqual([
      expect.objectContaining({ path: 'notes[0]', code: 'marks' }),
    ]);
    expect(performance.now() - began).toBeLessThan(2_000);
    const most = `a${'\u0301'.repeat(30)}`;
    await expect(pipe.transform({ ...good(), notes: [most] }, body)).resolves.toMatchObject({
      notes: [most.normalize()],
    });
  });

  it('nested far deeper than any contract is refused early', async () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
    await expect(pipe.transform({ ...good(), notes: deep }, body)).rejects.toMatchObject({ code: 'request.too-deep' });
  });

  it('with thousands of invalid fields is refused with a readable number of them', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    expect((await refusedFields({ ...good(), ...unknown })).length).toBeLessThanOrEqual(100);
  });
});

describe('a day', () => {
  class Holiday {
    @DateOnly({ description: 'Day', example: '2026-09-02' })
    day: string;
  }
  const refused = async (day: unknown): Promise<FieldError[]> =>
    pipe.transform({ day }, { type: 'body', metatype: Holiday }).then(
      () => [],
      (error: DomainError) => error.fields,
    );

  it.each(['15/10/2026', '2026-10-15T00:00:00Z', ''])(
    'of another form (%j) gets one error, with an example',
    async (day) =>
      expect(await refused(day)).toEqual([
        {
          path: 'day',
          code: 'matches',
          message: {
            vi: 'phải là ngày dạng năm-tháng-ngày, ví dụ 2026-10-15',
            en: 'must be a day as year-month-day, such as 2026-10-15',
          },
        },
      ]),
  );

  it('that does not exist is reported in both languages', async () =>
    expect(await refused('2026-02-30')).toEqual([
      {
        path: 'day',
        code: 'isIso8601',
        message: { vi: 'phải là ngày có thật, ví dụ 2026-10-15', en: 'must be a day that exists, such as 2026-10-15' },
      },
    ]));

  it('that exists is accepted', async () => expect(await refused('2028-02-29')).toEqual([]));
});

describe('an unknown state in a query', () => {
  it('is answered with the existing states', async () => {
    const error = await pipe
      .transform({ status: 'DONE' }, { type: 'query', metatype: ListDossiersQuery })
      .catch((thrown: DomainError) => thrown);
    expect((error as DomainError).fields).toEqual([
      expect.objectContaining({
        path: 'status',
        message: {
          vi: expect.stringContaining('trong: SUBMITTED, RECEIVED,'),
          en: expect.stringContaining('of: SUBMITTED, RECEIVED,'),
        },
      }),
    ]);
  });
});

describe('an id in a path', () => {
  const metadata = { type: 'param' as const, data: 'id', metatype: String };

  it('is accepted when it is a UUID', () => {
    const id = '01994A1C-7d5a-7c33-9f2e-2f6f0b0b7a10';
    expect(new UuidPipe().transform(id, metadata)).toBe(id.toLowerCase());
  });

  it.each(['1', '', "' OR 1=1", undefined])('is refused when it is %j', (value) => {
    expect(() => new UuidPipe().transform(value, metadata)).toThrow(DomainError);
  });
});
