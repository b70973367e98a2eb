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

import type { ServerResponse } from 'node:http';
import { cutConnection } from '@internal/test-support';
import {
  atVersion,
  jsonOf,
  type Change,
  type ObjectStore,
  type Stored,
} from './ObjectStore';
import type { ResourceDefinition } from './resources';
import type { Selector } from './selectors';
import { tableOf } from './tables';

/** How long a watch lasts that names no timeout; real API servers take 30 to 60 minutes. */
const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/** A real API server sends a last bookmark this long before it ends a watch. */
const LAST_BOOKMARK_MS = 2_000;

/** A watcher that lets this much pile up is cut off, as a real API server does with slow ones. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/** What one watch asked for. @internal */
export interface WatchOptions {
  resource: ResourceDefinition;
  namespace: string | undefined;
  selector: Selector;
  /** Changes after this version. */
  since: number;
  /** Objects to announce as ADDED before anything else. */
  initial: Stored[];
  /** Mark the end of the initial objects by a bookmark (streaming lists). */
  announceInitialEnd: boolean;
  bookmarks: boolean;
  bookmarkIntervalMs: number;
  timeoutMs: number | undefined;
  table: boolean;
}

/** A change and its line per event type, each made once however many watchers get it. @internal */
export interface SharedChange {
  change: Change;
  lines: Map<string, string>;
}

/**
 * One open watch: turns changes into the lines of its stream.
 *
 * A watcher sees the world through its selector: what enters it is ADDED, what leaves it is DELETED, whatever
 * happened to the object itself.
 *
 * @internal
 */
export class WatchStream {
  readonly options: WatchOptions;
  readonly #response: ServerResponse;
  readonly #timers: NodeJS.Timeout[] = [];
  #version: number;
  #pending: string[] = [];
  #flushing = false;
  #paused = false;
  #ended = false;
  #closed = false;

  constructor(response: ServerResponse, options: WatchOptions) {
    this.options = options;
    this.#response = response;
    this.#version = options.since;
  }

  /**
   * Sends the headers and what is known already, and arms the timers.
   *
   * @param store - where the changes since the asked version come from
   * @param onClose - called once, however the stream ends
   */
  start(store: ObjectStore, past: Change[], onClose: () => void): void {
    const { bookmarks, bookmarkIntervalMs, initial, announceInitialEnd } =
      this.options;
    const timeoutMs = this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#response.once('close', () => {
      this.#closed = true;
      this.#timers.forEach(clearTimeout);
      onClose();
    });
    this.#response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
    });
    this.#response.flushHeaders();
    for (const stored of initial) {
      this.#send(this.#line('ADDED', stored));
    }
    for (const change of past) {
      this.push({ change, lines: new Map() });
    }
    if (announceInitialEnd) {
      this.#bookmark(store, { 'k8s.io/initial-events-end': 'true' });
    }
    if (bookmarks) {
      this.#timers.push(
        setInterval(() => this.#bookmark(store), bookmarkIntervalMs),
      );
      if (timeoutMs > LAST_BOOKMARK_MS) {
        this.#timers.push(
          setTimeout(() => this.#bookmark(store), timeoutMs - LAST_BOOKMARK_MS),
        );
      }
    }
    this.#timers.push(setTimeout(() => this.end(), timeoutMs));
  }

  /** Hands on a change, if this watcher is to see it. */
  push(shared: SharedChange): void {
    const { change } = shared;
    const { resource, namespace, selector } = this.options;
    const { current, previous, resourceVersion } = change;
    const some = current ?? previous;
    if (
      change.resource !== resource ||
      resourceVersion <= this.#version ||
      !some ||
      (namespace !== undefined && some.namespace !== namespace)
    ) {
      return;
    }
    this.#version = resourceVersion;
    const before = previous !== undefined && selector(previous);
    const after = current !== undefined && selector(current);
    if (current && after) {
      this.#share(shared, before ? 'MODIFIED' : 'ADDED', () => current);
    } else if (previous && before) {
      this.#share(shared, 'DELETED', () =>
        atVersion(resource, previous, resourceVersion),
      );
    }
  }

  /** Sends a line as it is, well-formed or not. */
  sendRaw(line: string): void {
    this.#send(line);
  }

  /** Holds everything back until `resume`: the stream stays open and silent. */
  pause(): void {
    this.#paused = true;
  }

  /** Sends what was held back, and goes on. */
  resume(): void {
    this.#paused = false;
    this.#flush();
    if (this.#ended) {
      this.#response.end();
    }
  }

  /** Ends the stream cleanly, after what is still to be sent. */
  end(): void {
    this.#ended = true;
    if (!this.#paused) {
      this.#flush();
      this.#response.end();
    }
  }

  /** Cuts the connection. */
  reset(): void {
    cutConnection(this.#response);
  }

  #share(shared: SharedChange, type: string, stored: () => Stored): void {
    if (this.options.table) {
      this.#send(this.#line(type, stored()));
      return;
    }
    let line = shared.lines.get(type);
    if (line === undefined) {
      line = this.#line(type, stored());
      shared.lines.set(type, line);
    }
    this.#send(line);
  }

  #line(type: string, stored: Stored): string {
    const { resource, table } = this.options;
    const object = table
      ? tableOf(
          resource,
          [stored],
          `{"resourceVersion":"${stored.object.metadata.resourceVersion}"}`,
        )
      : jsonOf(resource, stored);
    return `{"type":"${type}","object":${object}}\n`;
  }

  #bookmark(store: ObjectStore, annotations?: Record<string, string>): void {
    const { resource } = this.options;
    const object = {
      kind: resource.kind,
      apiVersion: resource.apiVersion,
      metadata: {
        resourceVersion: String(store.version),
        creationTimestamp: null,
        annotations,
      },
      ...(resource.builtIn ? { spec: {} } : {}),
    };
    this.#send(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** Lines of one turn of the event loop go out in one write. */
  #send(line: string): void {
    this.#pending.push(line);
    if (!this.#flushing) {
      this.#flushing = true;
      setImmediate(() => {
        this.#flushing = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#paused || this.#closed || this.#pending.length === 0) {
      return;
    }
    const text = this.#pending.join('');
    this.#pending = [];
    this.#response.write(text);
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) {
      this.#response.destroy();
    }
  }
}
