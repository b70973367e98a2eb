/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type { WorldClock } from '@internal/test-support';
import type { Cloud } from './Cloud';
import type { CloudServer, ServerOptions } from './CloudServer';
import type { ServerMove } from './serverMoves';

/**
 * What becomes of a server over time. With a `delete` at the end, it begins again with
 * a new server of the same name; else the server stays as the last move left it.
 *
 * @public
 */
export interface ServerLife {
  server: ServerOptions;
  /** The first is `boot`, or how that fails. Read anew for each new server. */
  moves: Iterable<ServerMove>;
  /** How long each state on the way of a move lasts. */
  stepMs: number;
  /** How long it rests between two moves. */
  restMs: number;
  /** How long it is gone after a `delete`. Default: `restMs`. */
  goneMs?: number;
  /** Rebuilds take these images in turn; default: the same again. */
  images?: string[];
  /** Told of the order and of each move before it begins, and waited for. Where it fails, life ends. */
  before?: (order: ServerOrder) => Promise<void>;
}

/**
 * What is about to be done to a server.
 *
 * @public
 */
export interface ServerOrder {
  /** `order`: there is none yet. */
  move: 'order' | ServerMove;
  /** Of a rebuild, where the life names images. */
  imageId?: string;
}

/** Lives a life until it ends or the signal aborts. @internal */
export async function live(
  cloud: Cloud,
  life: ServerLife,
  clock: WorldClock,
  signal: AbortSignal,
): Promise<void> {
  const { moves, stepMs, restMs, goneMs = restMs } = life;
  const { images = [], before } = life;
  let rebuilds = 0;
  let server: CloudServer;
  do {
    if (before) {
      await before({ move: 'order' });
      if (signal.aborted) {
        return;
      }
    }
    server = cloud.addServer(life.server);
    for (const move of moves) {
      await clock.sleep(server.status === 'BUILD' ? stepMs : restMs, signal);
      if (signal.aborted) {
        return;
      }
      const imageId = /rebuild/i.test(move)
        ? images[rebuilds++ % images.length]
        : undefined;
      if (before) {
        await before({ move, imageId });
        if (signal.aborted) {
          return;
        }
      }
      server.begin(move, { imageId });
      do {
        await clock.sleep(stepMs, signal);
      } while (!signal.aborted && server.advance());
    }
    await clock.sleep(goneMs, signal);
  } while (server.isGone && !signal.aborted);
}
