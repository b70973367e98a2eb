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
  EntityHeartbeats,
  Heartbeat,
  HeartbeatDisruption,
  HeartbeatList,
  LeaseHeartbeat,
  StallReport,
} from 'backstage-plugin-heartbeat-common';
import {
  isFields,
  isListOf,
  isOptional,
  isText,
  isTime,
  type Fields,
} from './guards';
import { isServer } from './serverAnswers';

/*
 * The edge at which answers of the backend become typed values. It looks at
 * what the screen could not be drawn without: the rest is the backend's word,
 * which its own tests check against its OpenAPI document.
 */

/** Its words are written by anybody: only text is drawn. */
function isProgress(value: unknown): boolean {
  return isFields(value) && typeof value.message === 'string';
}

function isLeaseHeartbeat(value: unknown): value is LeaseHeartbeat & Fields {
  return (
    isFields(value) &&
    typeof value.id === 'string' &&
    // the backend may be newer and know more of them
    isText(value.status) &&
    isTime(value.since) &&
    isFields(value.evidence) &&
    (value.progress === undefined || isProgress(value.progress))
  );
}

function isHeartbeat(value: unknown): value is Heartbeat {
  return (
    isLeaseHeartbeat(value) &&
    typeof value.controller === 'string' &&
    Array.isArray(value.entities) &&
    (value.replicas === undefined || isListOf(value.replicas, isLeaseHeartbeat))
  );
}

function isDisruption(value: unknown): value is HeartbeatDisruption {
  return (
    isFields(value) &&
    typeof value.cluster === 'string' &&
    isTime(value.at) &&
    typeof value.ageMs === 'number'
  );
}

function isStall(value: unknown): value is StallReport {
  return (
    isFields(value) &&
    isTime(value.at) &&
    typeof value.ageMs === 'number' &&
    typeof value.lastedMs === 'number' &&
    typeof value.holding === 'boolean'
  );
}

/** @internal */
export function isHeartbeatList(value: unknown): value is HeartbeatList {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    isListOf(value.items, isHeartbeat) &&
    Array.isArray(value.sights) &&
    Array.isArray(value.problems) &&
    (value.disruptions === undefined ||
      isListOf(value.disruptions, isDisruption)) &&
    isOptional(value.stall, isStall)
  );
}

/** @internal */
export function isEntityHeartbeats(value: unknown): value is EntityHeartbeats {
  return (
    isHeartbeatList(value) &&
    isFields(value) &&
    isText(value.entityRef) &&
    isOptional(value.servers, servers => isListOf(servers, isServer))
  );
}
