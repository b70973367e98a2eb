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

import { CONTROLLER_LABEL } from 'backstage-plugin-heartbeat-common';
import {
  absent,
  crashing,
  crashLooping,
  hanging,
  slow,
  steady,
  stopping,
  working,
} from './behaviours';
import type { DemoController } from './DemoController';

const HOUR_MS = 3_600_000;

const KARGO = { namespace: 'kargo', label: 'kargo.akuity.io/controller' };
const ELECTED = { label: CONTROLLER_LABEL, electsLeader: true };

/** Replicas that all work at once, each with a Lease of its own: one of them crashes now and then. */
const KYVERNO = [steady, crashing, steady].map((behaviour, number) => ({
  name: 'kyverno-admission-controller',
  namespace: 'kyverno',
  label: CONTROLLER_LABEL,
  lease: `kyverno-admission-controller-${number}`,
  replica: `kyverno-${number}`,
  durationSeconds: 20,
  behaviour,
}));

/**
 * Who lives in the demo cluster. examples/controllers.yaml has an entity for
 * each; the portal's own heartbeat is written by its backend.
 *
 * Durations are shorter than most of these controllers have in real life, so
 * that a visitor sees something happen within a minute.
 *
 * @public
 */
export const demoControllers: DemoController[] = [
  {
    ...KARGO,
    name: 'prod-eu-west',
    lease: 'kargo-controller-prod-eu-west',
    durationSeconds: 30,
    behaviour: steady,
  },
  {
    ...KARGO,
    name: '',
    lease: 'kargo-controller-unnamed',
    durationSeconds: 45,
    behaviour: steady,
  },
  {
    ...ELECTED,
    name: 'argo-rollouts',
    namespace: 'argo-rollouts',
    lease: 'argo-rollouts-controller-lock',
    durationSeconds: 15,
    behaviour: crashing,
  },
  {
    ...ELECTED,
    name: 'crossplane',
    namespace: 'crossplane-system',
    lease: 'crossplane-leader-election-core',
    durationSeconds: 30,
    behaviour: slow,
  },
  {
    ...ELECTED,
    name: 'capi-controller-manager',
    namespace: 'capi-system',
    lease: 'controller-leader-election-capi',
    durationSeconds: 15,
    behaviour: steady,
  },
  {
    ...ELECTED,
    name: 'capi-kubeadm-bootstrap',
    namespace: 'capi-kubeadm-bootstrap-system',
    lease: 'kubeadm-bootstrap-manager-leader-election-capi',
    durationSeconds: 20,
    behaviour: steady,
  },
  {
    ...ELECTED,
    name: 'flux-kustomize-controller',
    namespace: 'flux-system',
    lease: 'kustomize-controller-leader-election',
    durationSeconds: 35,
    behaviour: working(task => `applied revision ${task}`),
  },
  {
    ...ELECTED,
    name: 'external-secrets',
    namespace: 'external-secrets',
    lease: 'external-secrets-controller',
    durationSeconds: 20,
    behaviour: hanging,
  },
  {
    ...ELECTED,
    name: 'keda-operator',
    namespace: 'keda',
    lease: 'operator.keda.sh',
    durationSeconds: 30,
    behaviour: crashLooping,
  },
  {
    ...ELECTED,
    name: 'velero',
    namespace: 'velero',
    lease: 'velero-server',
    durationSeconds: 30,
    behaviour: absent,
  },
  {
    ...ELECTED,
    name: 'cert-manager',
    namespace: 'cert-manager',
    lease: 'cert-manager-controller',
    durationSeconds: 60,
    behaviour: steady,
  },
  {
    ...ELECTED,
    name: 'ingress-nginx',
    namespace: 'ingress-nginx',
    lease: 'ingress-nginx-leader',
    durationSeconds: 30,
    behaviour: steady,
    clockAheadMs: HOUR_MS,
  },
  ...KYVERNO,
  {
    ...ELECTED,
    name: 'external-dns',
    namespace: 'external-dns',
    lease: 'external-dns',
    durationSeconds: 25,
    behaviour: stopping,
  },
];
