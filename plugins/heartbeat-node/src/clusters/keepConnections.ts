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
import type { Agent, AgentOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

/**
 * Node.js' own servers close what is idle for 5 s, all others later: little is sent on
 * a connection that is being closed. What renews every second is quicker; at one
 * renewal in 40 s a new connection costs nothing.
 */
const IDLE_MS = 4_000;

/**
 * Many heartbeats of one process are renewed at the same moment. What comes on top
 * waits; more than a few dozen are not asked of one API server by anything else, so
 * that a request which hangs does not keep a renewal waiting.
 */
const MAX_CONNECTIONS = 100;

/**
 * For an agent that keeps its connections for the next requests.
 *
 * @internal
 */
export const KEPT = {
  keepAlive: true,
  maxSockets: MAX_CONNECTIONS,
  maxFreeSockets: MAX_CONNECTIONS,
  timeout: IDLE_MS,
} satisfies AgentOptions;

/**
 * Has an agent that is there already keep its connections.
 *
 * @returns the same one
 * @internal
 */
export function keepConnections<T extends HttpsAgent>(agent: T): T {
  const { timeout, ...limits } = KEPT;
  agent.options.timeout = timeout;
  return Object.assign(agent, limits);
}

/**
 * Closes the connections that nobody uses at the moment: where one of them turned
 * out to be dead, the others may be, too.
 *
 * @internal
 */
export function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    // A copy, as each one leaves the list.
    [...(sockets ?? [])].forEach(socket => socket.destroy());
  }
}
