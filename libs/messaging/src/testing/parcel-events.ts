import { DomainEvent } from '@motcua/contracts';
import { IsInt, IsOptional, IsString, Min } from 'class-validator';

/** Events of an example service, so that these tests depend on no real one. */
export const PARCELS = 'parcel-events.v1';
export const VANS = 'van-events.v1';

@DomainEvent({ topic: PARCELS, type: 'parcel.posted', summary: 'A parcel was posted' })
export class ParcelPosted {
  @IsString() parcel: string;
  @IsInt() @Min(1) grams: number;
  @IsOptional() @IsString() note?: string;
}

@DomainEvent({ topic: PARCELS, type: 'parcel.moved', summary: 'A parcel was moved' })
export class ParcelMoved {
  @IsString() parcel: string;
  @IsString() to: string;
}

/** An event without a handler. */
@DomainEvent({ topic: PARCELS, type: 'parcel.weighed', summary: 'A parcel was weighed' })
export class ParcelWeighed {
  @IsString() parcel: string;
  @IsInt() grams: number;
}

@DomainEvent({ topic: VANS, type: 'van.loaded', summary: 'A van was loaded' })
export class VanLoaded {
  @IsString() van: string;
}

export const posted = (parcel: string, grams = 100): ParcelPosted =>
  Object.assign(new ParcelPosted(), { parcel, grams });
export const moved = (parcel: string, to: string): ParcelMoved => Object.assign(new ParcelMoved(), { parcel, to });
export const weighed = (parcel: string, grams: number): ParcelWeighed =>
  Object.assign(new ParcelWeighed(), { parcel, grams });
export const loaded = (van: string): VanLoaded => Object.assign(new VanLoaded(), { van });
