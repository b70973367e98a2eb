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

import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { heartbeatReadPermission } from 'backstage-plugin-heartbeat-common';
import type { Request } from 'express';
import type { CallerRights } from './CallerRights';
import type { EntityDirectory } from './EntityDirectory';
import { Visibility } from './Visibility';

/** What {@link Callers} is made of. */
interface CallersOptions {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  directory: EntityDirectory;
  rights: CallerRights;
}

/**
 * The one door: whoever asks, by a route or by an action, comes through here
 * first, each time.
 *
 * @internal
 */
export class Callers {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #directory: EntityDirectory;
  readonly #rights: CallerRights;

  constructor(options: CallersOptions) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#directory = options.directory;
    this.#rights = options.rights;
  }

  /**
   * Who sent a request: a user, or a service with a service token.
   *
   * @throws AuthenticationError, or NotAllowedError without `heartbeat.read`
   */
  async authorizeRequest(request: Request): Promise<BackstageCredentials> {
    const credentials = await this.#httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    await this.authorize(credentials);
    return credentials;
  }

  /**
   * @param permission - `heartbeat.read` if absent
   * @throws NotAllowedError without it
   */
  async authorize(
    credentials: BackstageCredentials,
    permission: BasicPermission = heartbeatReadPermission,
  ): Promise<void> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(`You need the permission ${permission.name}`);
    }
  }

  /**
   * Lets in one who sent no request.
   *
   * @throws as {@link authorize}
   */
  async enter(credentials: BackstageCredentials): Promise<Visibility> {
    await this.authorize(credentials);
    return this.visibility(credentials);
  }

  /** What one who is authorized may be told of. */
  visibility(credentials: BackstageCredentials): Promise<Visibility> {
    return Visibility.of(credentials, {
      directory: this.#directory,
      rights: this.#rights,
    });
  }

  /** Whether nothing of the catalog is kept from one who is authorized; not, where that is not known. */
  async mayReadEverything(credentials: BackstageCredentials): Promise<boolean> {
    return this.#rights.readable(credentials).then(
      readable => readable === 'all',
      () => false,
    );
  }
}
