import { CopiedReferenceData } from '@motcua/reference-data';
import { Injectable } from '@nestjs/common';
import type { ReferenceData } from '../application/ports.js';

/** The copies of the catalog, which fill this service's port as they are. */
@Injectable()
export class CatalogCopies extends CopiedReferenceData implements ReferenceData {}
