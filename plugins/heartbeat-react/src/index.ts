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

/**
 * API client, hooks and components for screens that show heartbeats.
 *
 * @packageDocumentation
 */

export {
  heartbeatApiRef,
  type HeartbeatApi,
  type CheckRequest,
  type HeartbeatRequestOptions,
  type HeartbeatsRequest,
  type HistoryRequest,
  type ServersRequest,
  type TransitionsRequest,
} from './api/HeartbeatApi';
export { HeartbeatClient } from './api/HeartbeatClient';
export {
  AvailabilityTable,
  type AvailabilityTableProps,
} from './components/AvailabilityTable';
export {
  HeartbeatFlags,
  type HeartbeatFlagsProps,
} from './components/HeartbeatFlags';
export { HistoryBar, type HistoryBarProps } from './components/HistoryBar';
export {
  HeartbeatStatus,
  type HeartbeatStatusProps,
} from './components/HeartbeatStatus';
export {
  LatencyChart,
  type LatencyChartProps,
} from './components/LatencyChart';
export { LiveAge, type LiveAgeProps } from './components/LiveAge';
export {
  PhaseTimings,
  type PhaseTimingsProps,
} from './components/PhaseTimings';
export {
  ReplicaCount,
  type ReplicaCountProps,
} from './components/ReplicaCount';
export {
  ServerExplanation,
  type ServerExplanationProps,
} from './components/ServerExplanation';
export { serverFact, serverMark, serverReason } from './components/serverWords';
export {
  CONTROLLER_LOOKS,
  lookOfStatus,
  SERVER_LOOKS,
  type StatusLook,
  type StatusLooks,
} from './components/statusLooks';
export {
  VerdictExplanation,
  type VerdictExplanationProps,
} from './components/VerdictExplanation';
export { errorMessage } from './hooks/errors';
export type { LiveState } from './hooks/LiveQuery';
export { useEntityHeartbeats } from './hooks/useEntityHeartbeats';
export { useEntityHistory, type EntityHistory } from './hooks/useEntityHistory';
export { useHeartbeats } from './hooks/useHeartbeats';
export { useLatency } from './hooks/useLatency';
export type { Live } from './hooks/useLive';
export { useServers } from './hooks/useServers';
export { useTimeline } from './hooks/useTimeline';
export {
  formatAge,
  formatDuration,
  formatExactDuration,
  formatLatency,
  type Translate,
} from './time/durations';
export { formatMoment } from './time/moments';
export { useElapsed } from './time/useElapsed';
export { heartbeatTranslationRef } from './translation';
