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
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { heartbeatReadPermission } from 'backstage-plugin-heartbeat-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import type { HeartbeatReader } from './HeartbeatReader';

const filter = z.strictObject({
  cluster: z.string().min(1).optional(),
  namespace: z.string().min(1).optional(),
});

const noQuery = z.strictObject({});

function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (!parsed.success) {
    throw new InputError(
      `Query: ${z.prettifyError(parsed.error).replace(/\s+/g, ' ')}`,
    );
  }
  return parsed.data;
}

/**
 * The routes, as `openapi.yaml` describes them. Each of them needs the
 * permission `heartbeat.read`; errors take Backstage's form by its own middleware.
 *
 * @internal
 */
export function createRouter(options: {
  reader: HeartbeatReader;
  /** The document, as JSON. */
  openApi: object;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): express.Router {
  const { reader, openApi, httpAuth, permissions } = options;
  const router = Router();

  /** @returns the caller, who may read heartbeats */
  const authorize = async (request: express.Request) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const [decision] = await permissions.authorize(
      [{ permission: heartbeatReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You need the permission ${heartbeatReadPermission.name}`,
      );
    }
    return credentials;
  };

  router.get('/openapi.json', (_, response) => {
    response.json(openApi);
  });

  router.get('/v1/controller-heartbeats', async (request, response) => {
    await authorize(request);
    response.json(
      reader.controllerHeartbeats(parseQuery(filter, request.query)),
    );
  });

  router.get('/v1/heartbeats', async (request, response) => {
    const credentials = await authorize(request);
    parseQuery(noQuery, request.query);
    response.json(await reader.list(credentials));
  });

  router.get('/v1/observer', async (request, response) => {
    await authorize(request);
    parseQuery(noQuery, request.query);
    response.json(reader.observer());
  });

  router.get(
    '/v1/entities/:kind/:namespace/:name',
    async (request, response) => {
      const credentials = await authorize(request);
      parseQuery(noQuery, request.query);
      const { kind, namespace, name } = request.params;
      response.json(
        await reader.entity({ kind, namespace, name }, credentials),
      );
    },
  );

  return router;
}
