import { Instant, Integer, Text } from '../../fields/field.js';

/**
 * What a reading of a version holds besides its definition. A request takes it, so that what was read can be changed and sent back
 * as it is; the service sets all of it itself.
 */
export class VersionAsRead {
  @Text({ description: 'As read; must be the one of the address', optional: true, maxLength: 50, example: undefined })
  id?: string;
  @Integer({
    description: 'As read: the version that this was made from, where `expectedVersion` is absent',
    optional: true,
    minimum: 1,
    example: undefined,
  })
  version?: number;
  @Instant({ description: 'As read; without effect', optional: true, example: undefined }) publishedAt?: string;
  @Text({ description: 'As read; without effect', optional: true, maxLength: 200, example: undefined })
  publishedBy?: string;
}
