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

import express from 'express';
import Router from 'express-promise-router';
import type { Clock } from '../time/clock';
import type { Callers } from '../entities';
import type { ApiQueries } from './ApiQueries';
import type { CheckAnswers } from './CheckAnswers';
import type { EntityAnswers } from './EntityAnswers';
import type { KargoAnswers } from '../controllers/KargoAnswers';
import { kargoJson } from '../controllers/kargoJson';
import { TooManyRequestsError } from '../subjects/TooManyRequestsError';
import { momentOf } from '../time/moment';
import { entityTag, type Answer } from './entityTag';
import type { HistoryAnswers } from './HistoryAnswers';
import type { LatencyAnswers } from './LatencyAnswers';
import type { ObserverAnswers } from './ObserverAnswers';
import type { SubjectAnswers } from './SubjectAnswers';

/**
 * Of more than this, some renewal lies between any two answers: a validator
 * would cost its making and save nothing.
 */
const MAX_TAGGED_ITEMS = 1_000;

/**
 * The routes, as `openapi.yaml` describes them. Whoever asks must come through
 * {@link Callers}; errors take Backstage's form by its own middleware.
 *
 * @internal
 */
export function createRoutes(options: {
  callers: Callers;
  queries: ApiQueries;
  entities: EntityAnswers;
  /** Of all kinds. */
  lists: readonly SubjectAnswers[];
  /** Of those kinds whose subjects can be looked at now. */
  checked: readonly CheckAnswers[];
  kargo: KargoAnswers;
  observer: ObserverAnswers;
  /** Absent, as is the other: there is no such route. */
  history?: HistoryAnswers;
  latency?: LatencyAnswers;
  /** The document, as JSON. */
  openApi: object;
  clock: Clock;
}): express.Router {
  const { callers, queries, entities, lists, checked } = options;
  const { kargo, observer, history, latency, clock } = options;
  const router = Router();

  router.get('/openapi.json', (_, response) => {
    response.json(options.openApi);
  });

  router.use('/v1', (_, response, next) => {
    // A cache would hand out old ages as new ones; who asks with a tag knows to count on.
    response.set('Cache-Control', 'private, no-store');
    next();
  });

  /** Answers 304 where the caller has it all but for the time that has passed. */
  const send = (
    request: express.Request,
    response: express.Response,
    answer: Answer<object>,
  ) => {
    if (answer.size <= MAX_TAGGED_ITEMS) {
      response.set('ETag', entityTag(answer));
      if (request.fresh) {
        response.status(304).end();
        return;
      }
    }
    response.json(answer.at(momentOf(clock)));
  };

  /** Who asks, after they are let in. */
  const callerOf = async (request: express.Request) => {
    const credentials = await callers.authorizeRequest(request);
    return { credentials, visibility: await callers.visibility(credentials) };
  };

  for (const answers of lists) {
    const { route, operationId } = answers.kind.list;
    router.get(`/v1/${route}`, async (request, response) => {
      const { visibility } = await callerOf(request);
      const query = queries.ofListRequest(operationId, request);
      send(request, response, answers.list(query, visibility));
    });
  }

  for (const answers of checked) {
    const { kind, checks } = answers;
    router.post(`/v1/${kind.list.route}/check`, async (request, response) => {
      const { credentials, visibility } = await callerOf(request);
      await callers.authorize(credentials, checks.permission);
      const { subject } = queries.ofRequest(checks.operationId, request);
      try {
        response.status(202).json(await answers.request(subject, visibility));
      } catch (error) {
        if (error instanceof TooManyRequestsError) {
          response.set('Retry-After', `${error.retryAfterS}`);
        }
        throw error;
      }
    });
  }

  router.get(
    '/v1/entities/:kind/:namespace/:name',
    async (request, response) => {
      const caller = await callerOf(request);
      queries.ofRequest('getEntityHeartbeats', request);
      const { kind, namespace, name } = request.params;
      const ref = { kind, namespace, name };
      send(request, response, await entities.entity(ref, caller));
    },
  );

  router.get('/v1/controller-heartbeats', async (request, response) => {
    const { visibility } = await callerOf(request);
    const query = queries.ofRequest('getControllerHeartbeats', request);
    const answer = kargo.controllerHeartbeats(query, visibility);
    response.type('json').send(kargoJson(answer));
  });

  router.get('/v1/observer', async (request, response) => {
    const credentials = await callers.authorizeRequest(request);
    queries.ofRequest('getObserver', request);
    response.json(
      observer.report({
        isUnlimited: await callers.mayReadEverything(credentials),
      }),
    );
  });

  if (history) {
    router.get('/v1/transitions', async (request, response) => {
      const caller = await callerOf(request);
      const query = queries.ofRequest('getTransitions', request);
      response.json(await history.transitions(query, caller));
    });
    router.get('/v1/availability', async (request, response) => {
      const caller = await callerOf(request);
      const query = queries.ofRequest('getAvailability', request);
      response.json(await history.availability(query, caller));
    });
    router.get('/v1/timeline', async (request, response) => {
      const caller = await callerOf(request);
      const query = queries.ofRequest('getTimeline', request);
      response.json(await history.timeline(query, caller));
    });
  }

  if (latency) {
    router.get('/v1/latency', async (request, response) => {
      const caller = await callerOf(request);
      const query = queries.ofRequest('getLatency', request);
      response.json(await latency.latency(query, caller));
    });
  }

  return router;
}
