import type { Request } from '../http/requests.ts';
import type { Reply } from '../http/reply.ts';
import type { Room } from '../http/room.ts';
import type { Token } from '../world/world.ts';

export async function execute(_room: Room, _request: Request, _token: Token | undefined): Promise<Reply> {
  return { status: 500 };
}
