/** What a room may import. */
export interface Room {
  rooms: string[];
  files?: string[];
  packages: string[];
}
export const ROOMS: Record<string, Record<string, Room>>;
export const TEST_ROOM: string;
