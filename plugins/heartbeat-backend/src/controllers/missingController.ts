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

import {
  LEASE_ANNOTATION,
  type Heartbeat,
  type Sight,
} from 'backstage-plugin-heartbeat-common';
import picomatch from 'picomatch';
import type { Claim } from '../entities';
import type { MissingSubject } from '../subjects/SubjectKind';
import { parseLeaseAnnotation, type LeasePlace } from './controllerAnnotations';

/** What an entity expects to find: a controller by its name, or a Lease by its place. */
type Expectation =
  | { kind: 'controller'; controller: string }
  | { kind: 'lease'; place: LeasePlace };

type Verdict = Pick<Heartbeat, 'status' | 'since' | 'unknown'>;

/**
 * What is said of a heartbeat that an entity expects and that was never seen:
 * `NeverReported` where every place at which it could be is in sight, else
 * `Unknown`, for it may well be where we do not look. It was not there since the
 * history of its cluster began, which is one for all replicas of the backend; where
 * there is none, since this one looks.
 *
 * @internal
 */
export function missingController(
  claim: Claim,
  options: {
    sights: Sight[];
    /** What keeps clusters from being known. */
    clusterProblems: string[];
    /** It is not known yet which there are. */
    areClustersAwaited: boolean;
    /** Since when there is a history of controllers, by cluster. */
    recordedFrom: ReadonlyMap<string, number>;
    /** Since when anything is looked at. */
    startedWallMs: number;
  },
): MissingSubject<Heartbeat> {
  const expectation = expectationOf(claim);
  const { id, name } = identityOf(expectation);
  const verdict = verdictOn(expectation, options);
  return {
    id,
    name,
    status: verdict.status,
    reason: verdict.unknown?.reason,
    sinceWallMs: Date.parse(verdict.since),
    view: entities => ({
      ...{ id, controller: name, ...verdict, entities },
      evidence: {},
      restarts: 0,
    }),
  };
}

function expectationOf({ annotation, value }: Claim): Expectation {
  const [place] =
    annotation === LEASE_ANNOTATION ? parseLeaseAnnotation(value).leases : [];
  return place
    ? { kind: 'lease', place }
    : { kind: 'controller', controller: value };
}

function identityOf(expectation: Expectation): { id: string; name: string } {
  if (expectation.kind === 'controller') {
    const { controller } = expectation;
    return { id: `expected/${controller}`, name: controller };
  }
  const { cluster = '*', namespace, name } = expectation.place;
  return { id: `expected/${cluster}/${namespace}/${name}`, name };
}

function verdictOn(
  expectation: Expectation,
  options: Parameters<typeof missingController>[1],
): Verdict {
  const { sights, clusterProblems, areClustersAwaited, startedWallMs } =
    options;
  const { recordedFrom } = options;
  const unknown = (
    reason: 'no-source' | 'starting',
    message: string,
  ): Verdict => ({
    status: 'Unknown',
    since: new Date(startedWallMs).toISOString(),
    unknown: { reason, message },
  });
  const noSource = (message: string) => unknown('no-source', message);
  const places = sights.filter(sight => mayShow(sight, expectation));
  const blind = places.find(sight => sight.status !== 'synced');
  if (blind) {
    return {
      status: 'Unknown',
      since: blind.since,
      unknown: {
        reason: blind.reason ?? 'starting',
        message:
          blind.message ??
          `Cluster ${blind.cluster} is being looked at for the first time.`,
      },
    };
  }
  if (
    areClustersAwaited &&
    places.length === 0 &&
    clusterProblems.length === 0
  ) {
    return unknown('starting', 'The clusters are not known yet.');
  }
  if (sights.length === 0 || clusterProblems.length > 0) {
    return noSource(
      clusterProblems[0] ??
        'No cluster is observed. Configure one for the Kubernetes plugin.',
    );
  }
  if (places.length === 0) {
    return noSource(
      `${nameOf(
        expectation,
      )} is not among what is observed. Give it a label that a source looks for, or name it in a source of type "leases" in heartbeat.sources.`,
    );
  }
  return {
    status: 'NeverReported',
    since: places
      .map(({ cluster, since }) => {
        const fromMs = recordedFrom.get(cluster);
        return fromMs === undefined ? since : new Date(fromMs).toISOString();
      })
      .reduce((latest, since) => (since > latest ? since : latest)),
  };
}

function nameOf(expectation: Expectation): string {
  if (expectation.kind === 'controller') {
    return `Controller ${expectation.controller || '""'}`;
  }
  const { cluster, namespace, name } = expectation.place;
  return `Lease ${namespace}/${name}${cluster ? ` of cluster ${cluster}` : ''}`;
}

/**
 * Whether a place that is looked at would show what is expected. A label says
 * nothing of a Lease that is expected by its place: it may not bear it.
 */
function mayShow(sight: Sight, expectation: Expectation): boolean {
  if (expectation.kind === 'controller') {
    return true;
  }
  const { place } = expectation;
  return isIn(sight, place) && isNamed(sight, place);
}

function isIn(sight: Sight, place: LeasePlace): boolean {
  return (
    sight.cluster === (place.cluster ?? sight.cluster) &&
    place.namespace === (sight.namespace ?? place.namespace)
  );
}

function isNamed(sight: Sight, place: LeasePlace): boolean {
  switch (sight.source) {
    case 'nodes':
      return true;
    case 'leases':
      // The names as the source has them; none of them contains a blank.
      return sight.selector
        .split(', ')
        .some(pattern => picomatch.isMatch(place.name, pattern));
    case 'label':
      return false;
  }
}
