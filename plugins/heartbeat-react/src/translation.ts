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

import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * All words of the heartbeat screens, in English; a portal adds its own
 * languages to this reference.
 *
 * @public
 */
export const heartbeatTranslationRef = createTranslationRef({
  id: 'heartbeat',
  messages: {
    status: {
      Alive: 'Alive',
      Late: 'Late',
      Dead: 'Dead',
      Stopped: 'Stopped',
      Unknown: 'Unknown',
      NeverReported: 'Never reported',
    },
    meaning: {
      Alive: 'Its last renewal was seen recently enough',
      Late: 'A renewal is overdue, but not for long enough to call it dead',
      Dead: 'Silent for longer than its Lease allows, while we were able to see',
      Stopped: 'It shut down cleanly',
      Unknown: 'We cannot tell',
      NeverReported: 'Expected, but no Lease of it has ever been seen',
    },
    lastKnown: 'Last known: {{status}}.',
    unnamedController: 'Unnamed controller',
    duration: {
      seconds: '{{value, number}}\u00a0s',
      minutes: '{{value, number}}\u00a0min',
      hours: '{{value, number}}\u00a0h',
      days: '{{value, number}}\u00a0d',
    },
    age: {
      now: 'just now',
      seconds_one: '{{count}} second ago',
      seconds_other: '{{count}} seconds ago',
      minutes_one: '{{count}} minute ago',
      minutes_other: '{{count}} minutes ago',
      hours_one: '{{count}} hour ago',
      hours_other: '{{count}} hours ago',
      days_one: '{{count}} day ago',
      days_other: '{{count}} days ago',
    },
    since: 'for {{duration}}',
    explanation: {
      alive:
        'Last renewed {{silent}} ago. Dead after {{duration}} + {{margin}} of silence; {{rhythm}}.',
      aliveBare: 'Its last renewal was seen recently enough.',
      provisional:
        'Alive for now: its Lease says it was renewed recently, but we have not seen a renewal ourselves yet.',
      late: 'Silent for {{silent}}, and a renewal was due within {{late}}. Dead after {{duration}} + {{margin}}; {{rhythm}}.',
      lateBare: 'A renewal is overdue.',
      dead: 'Silent for {{silent}}; the limit is {{duration}} + {{margin}}; {{rhythm}}.',
      deadBare: 'Silent for longer than its Lease allows.',
      stopped:
        'It shut down cleanly: its Lease was deleted or given up while it was not dead.',
      neverReported:
        'No Lease of this controller has ever been seen where we look:',
      usualGap: 'it usually renews every {{gap}}',
      noUsualGap: 'how often it usually renews is not known yet',
    },
    replicas: {
      title: 'Replicas',
      alive: '{{alive, number}} of {{total, number}} replicas alive',
      aliveAndUnknown:
        '{{alive, number}} of {{total, number}} replicas alive, {{unknown, number}} unknown',
      dead: 'Dead: {{names}}',
      became: '{{controller}}, replica {{replica}}, is now {{status}}',
      lastHeartbeat: 'Last heartbeat {{age}}',
      heldBy: 'held by {{holder}}',
    },
    progress: '{{message}}, {{age}}',
    card: {
      title: 'Heartbeat',
      lastHeartbeat: 'Last heartbeat',
      noHeartbeat: 'none seen',
      progress: 'Progress',
      renewTime: 'Renewed, by its own clock',
      holder: 'Holder',
      noHolder: 'nobody',
      cluster: 'Cluster',
      namespace: 'Namespace',
      lease: 'Lease',
      restarts: 'Restarts',
      restartsSeen: '{{value, number}} since we began to look',
      clock: 'Its clock',
      clockAhead: '{{duration}} ahead of ours',
      clockBehind: '{{duration}} behind ours',
      loading: 'Loading heartbeats',
      none: 'This entity names no controller.',
      problems: 'Needs attention',
    },
    action: {
      title: 'What to do',
      runbook: 'Open the runbook',
      runbookInvalid:
        'heartbeat/runbook: "{{value}}" is not an http or https address and is not shown as a link.',
      kubectl_one: 'Look at its Lease',
      kubectl_other: 'Look at the Leases of these replicas',
      kubectlFind: 'Look for its Lease',
      copy: 'Copy command',
      copied: 'Copied',
      copyFailed: 'Copying is blocked here; select the command instead',
    },
    state: {
      retry: 'Try again',
      retryNow: 'Try now',
      forbiddenTitle: 'You may not see heartbeats',
      forbidden:
        'Whoever runs this portal can give you the permission "heartbeat.read".',
      failedTitle: 'Heartbeats could not be loaded',
      failed:
        'This says nothing about the controllers themselves. We keep trying.',
      staleTitle: 'Status may be stale',
      stale:
        'The last answer came {{age}}. What you see was true then; we keep trying.',
    },
    page: {
      title: 'Heartbeat',
      subtitle: 'Every controller that the portal can see, worst first',
      loading: 'Loading controllers',
      summary: 'Filter by status',
      search: 'Search',
      searchPlaceholder: 'Controller, entity, owner, holder, cluster',
      clearSearch: 'Clear the search',
      shown: '{{shown, number}} of {{total, number}} controllers',
      clearFilters: 'Clear filters',
      noMatchTitle: 'No controller matches',
      noMatch: 'None of the {{total, number}} controllers fits these filters.',
      more_one: 'Show {{count}} more',
      more_other: 'Show {{count}} more',
      table: 'Controllers, worst first',
      status: 'Status',
      controller: 'Controller',
      entity: 'Entity',
      owner: 'Owner',
      lastHeartbeat: 'Last heartbeat',
      holder: 'Holder',
      place: 'Cluster / namespace',
      details: 'Details',
      showDetails: 'Details of {{controller}}',
      noEntity: 'No entity names it',
      moreEntities: '+{{value, number}}',
      became: '{{controller}} is now {{status}}',
      manyBecame: '{{value, number}} statuses changed',
      emptyTitle: 'No controllers yet',
      empty:
        'We see every place below, and no Lease there is labelled as a heartbeat. Label the Lease that a controller already renews, and it appears here within seconds:',
      emptyEntity: 'Then name it on its catalog entity:',
      emptyLooking: 'Where we look',
      blindTitle: 'We cannot see any controllers',
      blind:
        'That does not mean there are none: no place we should look at can be seen right now.',
      partlyBlindTitle: 'No controllers in the places we can see',
      partlyBlind:
        'There may be some where we cannot look. The places are listed above.',
    },
    trust: {
      title: 'This screen does not show everything',
      startingTitle: 'Still looking',
      sight: '{{cluster}}, {{namespace}}',
      allNamespaces: 'all namespaces',
      namespace: 'namespace {{namespace}}',
      starting: 'The first look at it is under way.',
      failed: 'It cannot be seen.',
      effect:
        'Controllers there show as Unknown, never as dead, until they can be seen again.',
    },
  },
});
