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

import { randomBytes } from 'node:crypto';
import type { CloudProject, CloudRole, CloudUser } from './Cloud';

/** As long as a Fernet token of Keystone's. */
const TOKEN_BYTES = 132;

/** A user in a project, until then. @internal */
export interface Token {
  value: string;
  user: CloudUser;
  project: CloudProject;
  roles: CloudRole[];
  issuedAt: Date;
  expiresAt: Date;
}

/** The tokens that are good. They age by this machine's clock. @internal */
export class Tokens {
  lifetimeMs: number;
  readonly #tokens = new Map<string, Token>();

  constructor(lifetimeMs: number) {
    this.lifetimeMs = lifetimeMs;
  }

  issue(user: CloudUser, project: CloudProject): Token {
    const issuedAt = new Date();
    const token = {
      value: `gAAAAAB${randomBytes(TOKEN_BYTES).toString('base64url')}`,
      user,
      project,
      roles: user.roles[project.id] ?? [],
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + this.lifetimeMs),
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  /** @returns undefined for what is unknown, expired or revoked */
  find(value: string | undefined): Token | undefined {
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (token && token.expiresAt.getTime() <= Date.now()) {
      this.#tokens.delete(token.value);
      return undefined;
    }
    return token;
  }

  revoke(value: string): void {
    this.#tokens.delete(value);
  }

  /** @param userId - default: all users' */
  revokeAll(userId?: string): void {
    for (const { value, user } of [...this.#tokens.values()]) {
      if (userId === undefined || user.id === userId) {
        this.#tokens.delete(value);
      }
    }
  }
}
